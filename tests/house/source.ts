import { readdir, readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { parseSync } from 'vite';
import { root } from '../helpers/unpack.js';

/** One import, re-export or dynamic import of a file. */
export interface ImportFact {
  readonly specifier: string;
  readonly kind: 'static' | 'type' | 'dynamic';
  readonly line: number;
}

/** A name with the line it stands on. */
export interface NameFact {
  readonly name: string;
  readonly line: number;
}

/** What the rules need to know about one source file. */
export interface SourceFacts {
  /** From the root of the repository, with '/'. */
  readonly path: string;
  readonly lines: number;
  readonly imports: readonly ImportFact[];
  /** Names used and not bound anywhere in the file; `console.log` and `globalThis.x` count as `console` and `x`. */
  readonly globals: readonly NameFact[];
  /** Exports without a docstring right above them. */
  readonly undocumented: readonly NameFact[];
  /** Lines of `export * from`. */
  readonly stars: readonly number[];
}

type Node = Record<string, unknown> & { readonly type: string; readonly start: number; readonly end: number };

const isNode = (value: unknown): value is Node => typeof (value as Node | null)?.type === 'string';

/** Keys under which an identifier is a name, not a use of a variable. */
const nameOnly = new Set(['key', 'property', 'label', 'imported', 'exported', 'meta']);
const binders = new Set([
  'ImportSpecifier',
  'ImportDefaultSpecifier',
  'ImportNamespaceSpecifier',
  'TSTypeParameter',
  'TSEnumMember',
]);

function collectNames(program: Node, used: Map<string, number[]>, bound: Set<string>): void {
  const bind = (pattern: unknown): void => {
    if (!isNode(pattern)) return;
    if (pattern.type === 'Identifier') bound.add(pattern.name as string);
    else if (pattern.type === 'ObjectPattern')
      for (const property of pattern.properties as Node[]) bind(property.value ?? property.argument);
    else if (pattern.type === 'ArrayPattern') (pattern.elements as unknown[]).forEach(bind);
    else bind(pattern.left ?? pattern.argument ?? pattern.parameter);
  };
  const use = (name: string, at: number) => used.set(name, [...(used.get(name) ?? []), at]);
  const visit = (node: Node): void => {
    if (node.type === 'Identifier') use(node.name as string, node.start);
    if (node.type === 'MemberExpression' && (node.object as Node).name === 'globalThis') {
      const property = node.property as Node;
      use((property.name ?? property.value) as string, node.start);
    }
    if (node.type === 'VariableDeclarator') bind(node.id);
    else if (/Function|Class|Declaration$|TSTypeParameter/.test(node.type)) bind(node.id ?? node.name);
    if (Array.isArray(node.params)) node.params.forEach(bind);
    if (node.type === 'CatchClause') bind(node.param);
    if (binders.has(node.type)) bind(node.local ?? node.name);
    for (const [key, child] of Object.entries(node)) {
      if (nameOnly.has(key) && !node.computed) {
        if (!isNode(child) || child.type === 'Identifier') continue;
      }
      if (Array.isArray(child)) for (const item of child) isNode(item) && visit(item);
      else if (isNode(child)) visit(child);
    }
  };
  visit(program);
}

function declaredNames(declaration: Node): string[] {
  if (declaration.type === 'VariableDeclaration') {
    return (declaration.declarations as Node[]).map(one => String((one.id as Node).name ?? 'pattern'));
  }
  return [String((declaration.id as Node | null)?.name ?? 'default')];
}

/** Reads the facts out of one file. Throws on a syntax error. */
export function factsOf(path: string, text: string): SourceFacts {
  const { program, module, comments, errors } = parseSync(path, text);
  if (errors.length) throw new Error(`${path}: ${errors[0].message}`);
  const line = (at: number) => text.slice(0, at).split('\n').length;
  const body = program.body as unknown as Node[];
  const documented = (at: number) =>
    comments.some(
      comment =>
        comment.type === 'Block' && comment.end <= at && comment.value.startsWith('*') && !text.slice(comment.end, at).trim(),
    );

  const imports: ImportFact[] = [];
  for (const node of body) {
    const source = (node.source as Node | null)?.value;
    if (typeof source !== 'string') continue;
    const parts = (node.specifiers ?? []) as Node[];
    const erased = (kind: unknown) => kind === 'type';
    const isType =
      erased(node.importKind ?? node.exportKind) ||
      (parts.length > 0 && parts.every(part => erased(part.importKind ?? part.exportKind)));
    imports.push({ specifier: source, kind: isType ? 'type' : 'static', line: line(node.start) });
  }
  for (const found of module.dynamicImports) {
    const specifier = text.slice(found.moduleRequest.start, found.moduleRequest.end);
    const literal = /^(['"`])([^$]*)\1$/s.exec(specifier);
    if (literal) imports.push({ specifier: literal[2], kind: 'dynamic', line: line(found.start) });
  }

  const local = new Map<string, number>();
  const undocumented: NameFact[] = [];
  for (const node of body) {
    const declaration = isNode(node.declaration) ? node.declaration : undefined;
    for (const name of declaredNames(declaration ?? node))
      if (!local.has(name) || documented(node.start)) local.set(name, node.start);
    if (declaration && node.type !== 'ExportAllDeclaration' && !documented(node.start)) {
      for (const name of declaredNames(declaration)) {
        // An overloaded function is documented once, at its first signature.
        if (!documented(local.get(name) ?? node.start)) undocumented.push({ name, line: line(node.start) });
      }
    }
  }
  for (const node of body) {
    if (node.type !== 'ExportNamedDeclaration' || node.source || node.declaration) continue;
    for (const part of node.specifiers as Node[]) {
      const name = String((part.local as Node).name);
      const at = local.get(name);
      if (at !== undefined && !documented(at)) undocumented.push({ name, line: line(at) });
    }
  }

  const used = new Map<string, number[]>();
  const bound = new Set<string>();
  collectNames(program as unknown as Node, used, bound);
  const globals = [...used]
    .filter(([name]) => !bound.has(name))
    .flatMap(([name, at]) => at.map(start => ({ name, line: line(start) })));
  return {
    path,
    lines: text.replace(/\n$/, '').split('\n').length,
    imports,
    globals,
    undocumented,
    stars: body.filter(node => node.type === 'ExportAllDeclaration').map(node => line(node.start)),
  };
}

/** The facts of every TypeScript file under the given folders of the repository, sorted by path. */
export async function readSources(folders: readonly string[]): Promise<SourceFacts[]> {
  const facts: SourceFacts[] = [];
  for (const folder of folders) {
    const names = await readdir(join(root, folder), { recursive: true });
    for (const name of names.filter(name => name.endsWith('.ts')).sort()) {
      const path = posix.join(folder, name.replaceAll('\\', '/'));
      facts.push(factsOf(path, await readFile(join(root, path), 'utf8')));
    }
  }
  return facts;
}
