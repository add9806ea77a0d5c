// node mermaid_parse.cjs MERMAID.js FILE...: parses diagrams with mermaid itself, without a
// browser. Exits with 1 when one of them is not a diagram, and says where.
"use strict";
const fs = require("fs");
const vm = require("vm");

// The little of a page that mermaid looks at when it is loaded; parsing draws nothing.
const nothing = () => ({ style: {}, setAttribute() {}, appendChild() {}, addEventListener() {} });
Object.assign(globalThis, {
  window: globalThis, addEventListener() {}, location: { href: "" },
  Element: class {}, Node: class {}, DocumentFragment: class {}, NodeFilter: {},
  HTMLFormElement: class {}, NamedNodeMap: class {}, DOMParser: class {},
  document: {
    nodeType: 9, compatMode: "CSS1Compat", readyState: "loading", implementation: {},
    currentScript: null, body: nothing(), createElement: nothing, addEventListener() {},
    querySelector: () => null,
  },
});

async function main(program, files) {
  vm.runInThisContext(fs.readFileSync(program, "utf8"), { filename: "mermaid.js" });
  let bad = 0;
  for (const file of files) {
    try {
      await globalThis.mermaid.parse(fs.readFileSync(file, "utf8"));
    } catch (error) {
      ++bad;
      console.error(`${file}: ${String(error.message).split("\n").slice(0, 4).join(" | ")}`);
    }
  }
  process.exit(bad === 0 ? 0 : 1);
}
main(process.argv[2], process.argv.slice(3));
