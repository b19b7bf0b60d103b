//! Which hosts belong to an internal network: a public page must not lead there, and no visit goes there.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether only an internal network knows a name: it has no dot, or ends as names that are kept for such networks
/// do (RFC 6761, RFC 6762, RFC 8375, `internal` of ICANN).
pub fn is_internal_name(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let ends_with = |kept: &str| host.strip_suffix(kept).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    !host.contains('.') || ["localhost", "local", "internal", "home.arpa"].into_iter().any(ends_with)
}

/// Whether an address that is written in a link can be reached by everybody (the registries of RFC 6890).
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

/// Whether an address that a name was found at can be reached by everybody. A network without IPv4 finds each public
/// site of IPv4 behind its own gateway (RFC 6052): there, the address inside decides.
pub fn is_public_when_found(address: IpAddr) -> bool {
    match address {
        IpAddr::V6(v6) if is_in(v6, GATEWAY) => {
            let [.., a, b, c, d] = v6.octets();
            is_public_v4(Ipv4Addr::new(a, b, c, d))
        }
        _ => is_public(address),
    }
}

/// Ranges that lead to no site of everybody's, by first address and length of the prefix.
const NOT_PUBLIC_V4: [(Ipv4Addr, u32); 15] = [
    // This network.
    (Ipv4Addr::UNSPECIFIED, 8),
    // Private.
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    // Shared by the customers of a provider.
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    // This machine.
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    // Link-local; what clouds tell their machines is at 169.254.169.254.
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    // Private.
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    // Protocol assignments.
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    // Documentation.
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    // Relays of 6to4, given up.
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    // Private.
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    // Measurements of equipment.
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    // Documentation.
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    // Multicast.
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    // Reserved, with broadcast.
    (Ipv4Addr::new(240, 0, 0, 0), 4),
];

/// The only range of IPv6 that addresses of everybody's are given from.
const GLOBAL: (Ipv6Addr, u32) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);

/// Ranges within it that lead to no site of everybody's.
const NOT_PUBLIC_V6: [(Ipv6Addr, u32); 4] = [
    // Protocol assignments: Teredo, measurements, identifiers that are no places.
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    // Documentation.
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
    // 6to4, given up (RFC 7526): any address of IPv4, internal ones too, has a network here.
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
];

/// Gateways to IPv4 that every network may have (NAT64).
const GATEWAY: (Ipv6Addr, u32) = (Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, 0, 0), 96);

fn is_public_v4(v4: Ipv4Addr) -> bool {
    let is_in = |(first, length): (Ipv4Addr, u32)| (v4.to_bits() ^ first.to_bits()).leading_zeros() >= length;
    !NOT_PUBLIC_V4.into_iter().any(is_in)
}

fn is_public_v6(v6: Ipv6Addr) -> bool {
    is_in(v6, GLOBAL) && !NOT_PUBLIC_V6.into_iter().any(|range| is_in(v6, range))
}

fn is_in(v6: Ipv6Addr, (first, length): (Ipv6Addr, u32)) -> bool {
    (v6.to_bits() ^ first.to_bits()).leading_zeros() >= length
}
