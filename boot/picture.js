// A still picture of a screen: what is on the screen before the app is there to draw it. It is taken of what the app has
// drawn, and kept beside the packed board.

const SVG = "http://www.w3.org/2000/svg";
const NAMES = /^(a|button|details|div|h[1-3]|header|kbd|li|main|nav|ol|p|path|section|span|strong|summary|svg|time|ul)$/;
const ATTRIBUTES = /^(aria-[a-z]+|class|d|data-[a-z-]+|datetime|disabled|hidden|href|id|role|tabindex|title|type|viewBox)$/;

/** An element: its name, attributes, custom properties, and what is in it. */
export function pictureOf(element) {
  const attributes = [...element.attributes].filter(({ name }) => ATTRIBUTES.test(name)).map(({ name, value }) => [name, value]);
  const style = [...element.style].filter((name) => name.startsWith("--")).map((name) => [name, element.style.getPropertyValue(name)]);
  const inside = [...element.childNodes].filter(({ nodeType }) => nodeType === Node.ELEMENT_NODE || nodeType === Node.TEXT_NODE);
  return [element.localName, attributes, style, inside.map((node) => (node.nodeType === Node.TEXT_NODE ? node.data : pictureOf(node)))];
}

/** Draws a picture. Whatever it holds, nothing of it is more than a text, a class or an address of this page. */
export function drawn([name, attributes, style, inside]) {
  const known = NAMES.test(name) ? name : "span";
  const element = known === "svg" || known === "path" ? document.createElementNS(SVG, known) : document.createElement(known);
  for (const [key, value] of attributes) {
    if (ATTRIBUTES.test(key) && (key !== "href" || value.startsWith("#"))) element.setAttribute(key, value);
  }
  for (const [key, value] of style) if (key.startsWith("--")) element.style.setProperty(key, value);
  element.append(...inside.map((part) => (typeof part === "string" ? part : drawn(part))));
  return element;
}
