// Hides events that ended since this page was made, and filters long lists. Without it every page is complete.
(() => {
  const words = document.currentScript.dataset;
  const main = document.querySelector("main");
  const cards = [...main.querySelectorAll(".card")];
  const counted = (n, one, many) => (n < 2 ? one : many).replace("{n}", n);
  const made = (name, properties, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };

  // `escale serve` shows the site at an instant that was chosen: nothing has ended since.
  const isPreview = document.querySelector("script[src^='/.escale/']") !== null;
  const hasEnded = (element) => !isPreview && Date.parse(element.dataset.ends) < Date.now();
  for (const ticket of document.querySelectorAll(".ticket[data-ends]")) ticket.hidden = hasEnded(ticket);
  const ended = new Set(cards.filter(hasEnded));

  let isChosen = () => true;
  const show = () => {
    for (const card of cards) card.hidden = ended.has(card) || !isChosen(card);
    for (const list of main.querySelectorAll(".cards")) {
      const group = list.parentElement.matches("section") ? list.parentElement : list;
      group.hidden = [...list.children].every((card) => card.hidden);
    }
    return cards.filter((card) => !card.hidden).length;
  };

  if (ended.size) {
    const told = made("p", { className: "soft" }, counted(ended.size, words.endedOne, words.endedMany));
    const list = [...ended][0].parentElement;
    const group = list.parentElement.matches("section") ? list.parentElement : list;
    group.before(told);
  }
  show();

  const links = main.querySelector(".filters[data-all]");
  if (!links || cards.length <= 6) return;
  const status = made("p", { className: "soft" });
  status.setAttribute("role", "status");
  const valueOf = {
    type: (card) => card.querySelector(".tags :nth-child(1)").textContent,
    place: (card) => card.dataset.place,
    mode: (card) => card.querySelector(".tags :nth-child(2)").textContent,
  };
  const fields = Object.keys(valueOf).flatMap((key) => {
    const values = [...new Set(cards.map(valueOf[key]).filter(Boolean))];
    if (values.length < 2) return [];
    const options = values.sort((a, b) => a.localeCompare(b, "fr")).map((value) => made("option", { value }, value));
    const select = made("select", { name: key, autocomplete: "off" }, made("option", { value: "" }, links.dataset.all), ...options);
    return [made("label", {}, links.dataset[key], select)];
  });
  const choose = () => {
    const chosen = fields.map((field) => field.lastChild).filter((select) => select.value);
    isChosen = (card) => chosen.every((select) => valueOf[select.name](card) === select.value);
    const shown = show();
    status.textContent = counted(shown, links.dataset.one, links.dataset.many);
  };
  const filters = made("div", { className: "filters" }, ...fields, status);
  filters.setAttribute("role", "group");
  filters.setAttribute("aria-label", links.getAttribute("aria-label"));
  filters.addEventListener("change", choose);
  links.remove();
  main.querySelector("section").before(filters);
})();
