type Schema = Readonly<Record<string, unknown>>;

const silent = new Set(['$schema', '$id', '$defs', 'title', 'description']);
const typeOf = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : typeof value;

/**
 * Problems of `value` under a JSON Schema (2020-12), as `path: what`. Knows the keywords our schema uses and throws on any other, so
 * that no rule passes by not being understood.
 */
export function problems(value: unknown, schema: Schema, root: Schema = schema, at = '$'): string[] {
  const sub = (node: unknown, rule: unknown, where: string) => problems(node, rule as Schema, root, where);
  const object = typeOf(value) === 'object' ? (value as Record<string, unknown>) : undefined;
  const list = Array.isArray(value) ? value : undefined;
  return Object.entries(schema).flatMap(([keyword, rule]): string[] => {
    const fail = (what: string) => [`${at}: ${what}`];
    switch (keyword) {
      case 'type': {
        const types = [rule].flat();
        const ok = types.includes(typeOf(value)) || (typeOf(value) === 'integer' && types.includes('number'));
        return ok ? [] : fail(`${typeOf(value)} is not ${types}`);
      }
      case 'const':
        return value === rule ? [] : fail(`is not ${rule}`);
      case 'enum':
        return (rule as unknown[]).includes(value) ? [] : fail(`${value} is not one of ${rule}`);
      case 'pattern':
        return typeof value !== 'string' || new RegExp(rule as string).test(value) ? [] : fail(`${value} does not match ${rule}`);
      case 'minimum':
        return typeof value !== 'number' || value >= (rule as number) ? [] : fail(`${value} < ${rule}`);
      case 'minItems':
        return !list || list.length >= (rule as number) ? [] : fail(`${list.length} items`);
      case 'maxItems':
        return !list || list.length <= (rule as number) ? [] : fail(`${list.length} items`);
      case 'required':
        return object ? (rule as string[]).filter(name => !(name in object)).flatMap(name => fail(`${name} is missing`)) : [];
      case 'properties':
        return object
          ? Object.entries(rule as Schema).flatMap(([name, inner]) =>
              name in object ? sub(object[name], inner, `${at}.${name}`) : [],
            )
          : [];
      case 'items':
        return list ? list.flatMap((item, i) => sub(item, rule, `${at}[${i}]`)) : [];
      case 'allOf':
        return (rule as unknown[]).flatMap(inner => sub(value, inner, at));
      case 'oneOf': {
        const fitting = (rule as unknown[]).filter(inner => sub(value, inner, at).length === 0).length;
        return fitting === 1 ? [] : fail(`fits ${fitting} of the ${(rule as unknown[]).length} that one must fit`);
      }
      case 'if':
        return sub(value, rule, at).length === 0 ? sub(value, schema.then, at) : [];
      case 'then':
        return [];
      case '$ref': {
        const name = (rule as string).replace('#/$defs/', '');
        return sub(value, (root.$defs as Record<string, Schema>)[name], at);
      }
      default:
        if (silent.has(keyword)) return [];
        throw new Error(`unknown keyword ${keyword}`);
    }
  });
}
