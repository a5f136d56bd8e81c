/** XML as a small tree: names without their prefix, bounded in depth and size; document types, and so entities of one's own, are refused. */
import { SaxesParser } from 'saxes';
import { StatementError } from './model.ts';

const MAX_DEPTH = 40;
const MAX_NODES = 1_000_000;

export type Node = {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Node[];
  readonly text: string;
};
type Building = { name: string; attributes: Record<string, string>; children: Building[]; text: string };

const local = (name: string): string => name.slice(name.indexOf(':') + 1);

/** Reads a document. Throws StatementError for what is no XML, has a document type, or is too deep or too large. */
export function readXml(text: string): Node {
  const parser = new SaxesParser();
  const open: Building[] = [];
  let root: Building | undefined;
  let nodes = 0;
  parser.on('error', (error) => {
    throw new StatementError(`It is no XML: ${error.message.slice(0, 120)}`);
  });
  parser.on('doctype', () => {
    throw new StatementError('A statement has no document type.');
  });
  parser.on('opentag', (tag) => {
    nodes += 1;
    if (open.length >= MAX_DEPTH || nodes > MAX_NODES) throw new StatementError('The statement is too large.');
    const node = {
      name: local(tag.name),
      attributes: tag.attributes as Record<string, string>,
      children: [],
      text: '',
    };
    open.at(-1)?.children.push(node);
    root ??= node;
    open.push(node);
  });
  parser.on('text', (part) => {
    const node = open.at(-1);
    if (node) node.text += part;
  });
  parser.on('closetag', () => void open.pop());
  parser.write(text.replace(/^\uFEFF/, '')).close();
  return root ?? fail();
}

const fail = (): never => {
  throw new StatementError('The file is empty.');
};

/** The first node down a path of names. */
export function at(node: Node | undefined, path: string): Node | undefined {
  return path
    .split('/')
    .reduce<Node | undefined>((here, name) => here?.children.find((child) => child.name === name), node);
}

/** All children of that name. */
export const all = (node: Node | undefined, name: string): Node[] =>
  node?.children.filter((child) => child.name === name) ?? [];

/** The text down a path, trimmed; empty where there is none. */
export const textAt = (node: Node | undefined, path: string): string => at(node, path)?.text.trim() ?? '';
