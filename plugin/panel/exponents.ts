const SVG = 'http://www.w3.org/2000/svg';
const digits = '⁰¹²³⁴⁵⁶⁷⁸⁹⁻';

/** Sets exponents of the text of a drawing (`10⁻²⁰`) as raised small digits: many fonts have no raised minus. */
export function raiseExponents(drawing: Element): void {
  for (const text of drawing.querySelectorAll('text')) {
    const parts = (text.textContent ?? '').split(/([⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)/);
    if (parts.length < 3 || text.childElementCount > 0) continue;
    const spans = parts.map((part, i) => {
      const span = document.createElementNS(SVG, 'tspan');
      const raised = i % 2 === 1;
      span.textContent = raised ? part.replace(/./g, one => '0123456789−'[digits.indexOf(one)]) : part;
      if (raised) span.setAttribute('font-size', '75%');
      // Of the size that it is set in: up by 0.45 of the small one, down by as much in the large one.
      if (i > 0 && part) span.setAttribute('dy', raised ? '-0.45em' : '0.34em');
      return span;
    });
    text.replaceChildren(...spans.filter(span => span.textContent));
  }
}
