/**
 * Runs a preprocessed Schematron (the EN 16931 rules for CII) over an XML document: each context and test is an XPath that the engine compiles
 * once. A node fires the first rule of a pattern whose context holds it.
 */
import { readFileSync } from 'node:fs';
import fontoxpath from 'fontoxpath';
import { parseXmlDocument, type Element, type Node } from 'slimdom';

const { evaluateXPathToBoolean, evaluateXPathToNodes } = fontoxpath;

type Assert = { readonly id: string; readonly test: string; readonly words: string; readonly isFatal: boolean };
type Rule = { readonly context: string; readonly name: string | undefined; readonly asserts: readonly Assert[] };
export type Schematron = {
  readonly patterns: readonly (readonly Rule[])[];
  readonly namespaces: Readonly<Record<string, string>>;
};
export type Failure = { readonly id: string; readonly words: string; readonly isFatal: boolean };

const elements = (node: { readonly childNodes: readonly Node[] }): Element[] =>
  node.childNodes.filter((child): child is Element => child.nodeType === 1);

/** Reads the rules. */
export function readSchematron(path: string): Schematron {
  const { documentElement } = parseXmlDocument(readFileSync(path, 'utf8'));
  const top = documentElement ? elements(documentElement) : [];
  const namespaces = Object.fromEntries(
    top
      .filter((one) => one.localName === 'ns')
      .map((one) => [one.getAttribute('prefix') ?? '', one.getAttribute('uri') ?? '']),
  );
  const patterns = top
    .filter((one) => one.localName === 'pattern')
    .map((pattern) =>
      elements(pattern)
        .filter((one) => one.localName === 'rule')
        .map(ruleOf),
    );
  return { patterns, namespaces };
}

function ruleOf(rule: Element): Rule {
  const context = rule.getAttribute('context') ?? '';
  const asserts = elements(rule).map((one) => ({
    id: one.getAttribute('id') ?? '',
    test: inCents(one.getAttribute('test') ?? ''),
    words: (one.textContent ?? '').trim(),
    isFatal: one.getAttribute('flag') === 'fatal',
  }));
  // A rule whose context ends in an element that the document has not is not asked.
  return { context, name: /^\/\/?(?:[\w:]+\/+)*([\w:]+)(?:\[[^\]]*\])?$/.exec(context)?.[1], asserts };
}

/**
 * The engine keeps decimals as floats, so that 16.66 + 4.08 is not 20.74: sums of cents that are put together again are compared in cents.
 */
const inCents = (test: string): string =>
  test.includes('../ram:BasisAmount = (round(')
    ? test
        .replace('../ram:BasisAmount = (', 'round(../ram:BasisAmount * 100) = (')
        .replaceAll(' * 10 * 10) div 100', ' * 10 * 10)')
    : test;

/** What a document breaks; empty: it is a good one. Tests that the engine cannot run throw. */
export function failuresOf({ patterns, namespaces }: Schematron, xml: string): Failure[] {
  const document = parseXmlDocument(xml);
  const names = new Set(evaluateXPathToNodes<Element>('//*', document).map((node) => node.nodeName));
  const options = { namespaceResolver: (prefix: string) => namespaces[prefix] ?? null };
  const failed: Failure[] = [];
  for (const rules of patterns) {
    const seen = new Set<Node>();
    for (const { context, name, asserts } of rules) {
      if (name !== undefined && !names.has(name)) continue;
      for (const node of evaluateXPathToNodes<Node>(context, document, null, {}, options)) {
        if (seen.has(node)) continue;
        seen.add(node);
        for (const { test, ...told } of asserts)
          if (!evaluateXPathToBoolean(test, node, null, {}, options)) failed.push(told);
      }
    }
  }
  return failed;
}
