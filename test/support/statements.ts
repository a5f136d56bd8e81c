/**
 * Every statement that the product can send, read from its source: each `sql` template with the fragments that it is put together from,
 * in each of their variants, and `$n` for its values.
 */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseSync } from 'vite';

export type Source = { readonly path: string; readonly text: string };
export type Statement = { readonly at: string; readonly text: string };
export type Found = {
  readonly statements: readonly Statement[];
  /** Templates that no statement was seen to use: how they are put together is not told by the source alone. */
  readonly unresolved: readonly Statement[];
};

/** A node of the syntax tree (ESTree): only what is looked at here. */
type Node = { type: string; start: number; end: number; parent?: Node; file?: File } & Record<string, unknown>;
type File = Source & { readonly nodes: Node[]; readonly files: ReadonlyMap<string, File> };

const VALUE = '\u0001';
const MOST = 64;

/** The product's own sources. */
export function productSources(root: string): Source[] {
  const paths = globSync('src/**/*.ts', { cwd: root }).filter((path) => !path.endsWith('.test.ts'));
  return paths.sort().map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

/** Finds them all. */
export function statementsOf(sources: readonly Source[]): Found {
  const files = new Map<string, File>();
  for (const source of sources) {
    if (!source.text.includes('sql`') && !source.text.includes('sqlTag`')) continue;
    const file: File = { ...source, nodes: [], files };
    collect(parseSync(source.path, source.text).program as unknown as Node, undefined, file);
    files.set(source.path, file);
  }
  const templates = [...files.values()].flatMap((file) => file.nodes.filter(isTemplate));
  const used = new Set<Node>();
  const statements = templates
    .filter(isStatement)
    .flatMap((node) => variantsOf(node, used).map((text) => ({ at: placeOf(node), text: numbered(text) })));
  const unresolved = templates.filter((node) => !used.has(node));
  return { statements, unresolved: unresolved.map((node) => ({ at: placeOf(node), text: sourceOf(node) })) };
}

function collect(node: Node, parent: Node | undefined, file: File): void {
  Object.assign(node, { parent, file });
  file.nodes.push(node);
  for (const [name, value] of Object.entries(node)) {
    if (name === 'parent' || name === 'file') continue;
    for (const child of Array.isArray(value) ? (value as unknown[]) : [value])
      if (child !== null && typeof child === 'object' && 'type' in child) collect(child as Node, node, file);
  }
}

const isTemplate = (node: Node): boolean =>
  node.type === 'TaggedTemplateExpression' && /^(sql|sqlTag)$/.test(String((node.tag as Node).name));
const isStatement = (node: Node): boolean =>
  /^\(?(SELECT|INSERT|UPDATE|DELETE|WITH|SET|LOCK|DO)\b/.test(quasisOf(node)[0]?.trim() ?? '');
const quasisOf = (node: Node): string[] =>
  ((node.quasi as Node).quasis as { value: { cooked: string } }[]).map((part) => part.value.cooked);
const sourceOf = (node: Node): string => node.file?.text.slice(node.start, node.end) ?? '';
const placeOf = (node: Node): string =>
  `${node.file?.path}:${(node.file?.text.slice(0, node.start).match(/\n/g)?.length ?? 0) + 1}`;

/** The parameters are counted through the whole statement, as the tag does. */
function numbered(text: string): string {
  let n = 0;
  return text.replaceAll(VALUE, () => `$${++n}`);
}

/** Each text that a template may become. */
function variantsOf(template: Node, used: Set<Node>): string[] {
  used.add(template);
  const parts = ((template.quasi as Node).expressions as Node[]).map((given) => fragmentsOf(given, used) ?? [VALUE]);
  const quasis = quasisOf(template);
  let texts = [quasis[0] ?? ''];
  parts.forEach((variants, i) => {
    const longer = texts.flatMap((text) => variants.map((variant) => text + variant + (quasis[i + 1] ?? '')));
    texts = longer.length <= MOST ? longer : longer.filter((_, at) => at % Math.ceil(longer.length / MOST) === 0);
  });
  return texts;
}

/** What an expression may be as a piece of SQL; undefined when it is a value. `used` also stops circles. */
function fragmentsOf(node: Node, used: Set<Node>, depth = 0): string[] | undefined {
  const into = (child: unknown): string[] | undefined =>
    depth > 20 ? undefined : fragmentsOf(child as Node, used, depth + 1);
  const oneOf = (children: readonly unknown[]): string[] | undefined => {
    const found = children.flatMap((child) => into(child) ?? []);
    return found.length > 0 ? [...new Set(found)] : undefined;
  };
  if (isTemplate(node)) return variantsOf(node, used);
  switch (node.type) {
    case 'ConditionalExpression':
      return oneOf([node.consequent, node.alternate]);
    case 'AwaitExpression':
      return into(node.argument);
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
      return into(node.expression);
    case 'ArrowFunctionExpression':
    case 'FunctionDeclaration':
      return oneOf((node.body as Node).type === 'BlockStatement' ? returnsOf(node) : [node.body]);
    case 'ArrayExpression':
      return oneOf(node.elements as Node[]);
    case 'CallExpression':
      return callOf(node, into, oneOf);
    case 'Identifier':
      return node.name === 'empty' ? [''] : oneOf(meaningsOf(node));
    default:
      return undefined;
  }
}

type Look = (child: unknown) => string[] | undefined;

/** A fragment made by a function of ours, or a list of fragments, once and twice. */
function callOf(node: Node, into: Look, oneOf: (children: readonly unknown[]) => string[] | undefined) {
  const [callee, args] = [node.callee as Node, node.arguments as Node[]];
  if (callee.type === 'Identifier' && callee.name === 'join') {
    const separator = String((args[1] as { value?: unknown } | undefined)?.value ?? ',');
    return into(args[0])?.flatMap((text) => [text, `${text}${separator}${text}`]);
  }
  if (callee.type === 'Identifier') return oneOf(meaningsOf(callee));
  const isMap = callee.type === 'MemberExpression' && /^(map|flatMap)$/.test(String((callee.property as Node).name));
  return isMap ? into(args[0]) : undefined;
}

const returnsOf = (made: Node): unknown[] =>
  (made.file?.nodes ?? [])
    .filter((node) => node.type === 'ReturnStatement' && ownerOf(node) === made && node.argument !== null)
    .map((node) => node.argument);

function ownerOf(node: Node): Node | undefined {
  let at = node.parent;
  while (at && !/Function/.test(at.type)) at = at.parent;
  return at;
}

/** What a name stands for: the nearest constant or function before it, what callers give for a parameter, or what another file exports. */
function meaningsOf(name: Node): Node[] {
  const nodes = name.file?.nodes ?? [];
  const named = (node: unknown): boolean => (node as Node | null)?.name === name.name;
  for (let owner = ownerOf(name); owner; owner = ownerOf(owner)) {
    const at = (owner.params as Node[]).findIndex(named);
    if (at >= 0) return argumentsFor(owner, at);
  }
  const within = (node: Node): boolean => {
    const owner = ownerOf(node);
    return owner === undefined || (owner.start <= name.start && owner.end >= name.end);
  };
  const declared = nodes.filter((node) => node.type === 'VariableDeclarator' && named(node.id) && within(node)).at(-1);
  if (declared?.init) return [declared.init as Node];
  const made = nodes.find((node) => node.type === 'FunctionDeclaration' && named(node.id));
  return made ? [made] : importedOf(name);
}

/** What the callers in the same file give for a parameter. */
function argumentsFor(made: Node, at: number): Node[] {
  const own = (made.id as Node | null)?.name ?? ((made.parent?.id as Node | undefined)?.name as unknown);
  return (made.file?.nodes ?? [])
    .filter((node) => node.type === 'CallExpression' && (node.callee as Node).name === own && own !== undefined)
    .flatMap((node) => (node.arguments as Node[])[at] ?? []);
}

function importedOf(name: Node): Node[] {
  const from = (name.file?.nodes ?? []).find(
    (node) =>
      node.type === 'ImportDeclaration' &&
      (node.specifiers as Node[]).some((one) => (one.local as Node).name === name.name),
  );
  const target = String((from?.source as { value?: string } | undefined)?.value ?? '');
  const file = target.startsWith('.') ? name.file?.files.get(join(dirname(name.file.path), target)) : undefined;
  return (file?.nodes ?? [])
    .filter(
      (node) => /^(VariableDeclarator|FunctionDeclaration)$/.test(node.type) && (node.id as Node).name === name.name,
    )
    .map((node) => (node.type === 'VariableDeclarator' ? (node.init as Node) : node));
}
