import type { UsedFile } from './input.js';

/** Attributes of PROV-JSON: plain values, lists of them, or a value with its type. */
type Attribute = string | number | boolean | readonly (string | number)[] | { readonly $: string; readonly type: string };
type Records = Record<string, Record<string, Attribute>>;

/** What a provenance document is about. */
export interface ProvFacts {
  /** The command, `segment`. */
  readonly activity: string;
  readonly version: string;
  readonly engine: string;
  /** ISO 8601. */
  readonly started: string;
  readonly finished: string;
  readonly options: Readonly<Record<string, string | number | boolean | null>>;
  readonly inputs: readonly UsedFile[];
  readonly encoder: { readonly name: string; readonly cardSha256: string; readonly weightsSha256: string };
  readonly products: readonly { readonly path: string; readonly bytes: number; readonly sha256: string }[];
}

const typed = (name: string): Attribute => ({ $: name, type: 'prov:QUALIFIED_NAME' });

/** Attributes without those that have no value. */
function attributes(all: Readonly<Record<string, Attribute | null | undefined>>): Record<string, Attribute> {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null && value !== undefined)) as Record<
    string,
    Attribute
  >;
}

function inputEntity({ role, path, bytes, sha256, datasum }: UsedFile): Record<string, Attribute> {
  return attributes({
    ...{ 'prov:type': typed('cloisonne:Input'), 'prov:label': role, 'prov:location': path },
    ...{ 'cloisonne:bytes': bytes, 'cloisonne:sha256': sha256 },
    'cloisonne:datasum': datasum && Object.entries(datasum).map(([hdu, sum]) => `${hdu} ${sum}`),
  });
}

/**
 * A run as a W3C PROV-JSON document (member submission of 24 April 2013): the inputs and the encoder as entities it used, the products as
 * entities it generated, the program and the engine as software agents. Identifiers are in the namespace `run:`, our attributes in `cloisonne:`.
 */
export function provJson(facts: ProvFacts): unknown {
  const { activity: name, inputs, encoder, products } = facts;
  const activity = `run:${name}`;
  const inputId = ({ role }: UsedFile) => `run:input/${role}`;
  const productId = ({ path }: { path: string }) => `run:product/${path}`;
  const entity: Records = {
    ...Object.fromEntries(inputs.map(input => [inputId(input), inputEntity(input)])),
    'run:encoder': {
      ...{ 'prov:type': typed('cloisonne:Encoder'), 'prov:label': encoder.name },
      ...{ 'cloisonne:cardSha256': encoder.cardSha256, 'cloisonne:weightsSha256': encoder.weightsSha256 },
    },
    ...Object.fromEntries(
      products.map(product => [
        productId(product),
        {
          ...{ 'prov:type': typed('cloisonne:Product'), 'prov:location': product.path },
          ...{ 'cloisonne:bytes': product.bytes, 'cloisonne:sha256': product.sha256 },
        },
      ]),
    ),
  };
  const used = [...inputs.map(input => [inputId(input), input.role]), ['run:encoder', 'network']];
  const options = Object.entries(facts.options).map(([option, value]) => [`cloisonne:option-${option}`, value]);
  return {
    prefix: { cloisonne: 'urn:cloisonne:provenance:', run: 'urn:cloisonne:run:' },
    entity,
    activity: {
      [activity]: attributes({
        'prov:startTime': facts.started,
        'prov:endTime': facts.finished,
        'prov:label': `cloisonne ${name}`,
        ...Object.fromEntries(options),
      }),
    },
    agent: {
      'run:program': { 'prov:type': typed('prov:SoftwareAgent'), 'prov:label': `cloisonne ${facts.version}` },
      'run:engine': { 'prov:type': typed('prov:SoftwareAgent'), 'prov:label': facts.engine },
    },
    used: numbered(
      'u',
      used.map(([id, role]) => ({ 'prov:activity': activity, 'prov:entity': id, 'prov:role': role })),
    ),
    wasGeneratedBy: numbered(
      'g',
      products.map(product => ({ 'prov:entity': productId(product), 'prov:activity': activity })),
    ),
    wasAssociatedWith: numbered(
      'a',
      ['run:program', 'run:engine'].map(agent => ({ 'prov:activity': activity, 'prov:agent': agent })),
    ),
  };
}

/** Relations have no names of their own: blank ones. */
const numbered = (letter: string, records: readonly Record<string, Attribute>[]): Records =>
  Object.fromEntries(records.map((record, i) => [`_:${letter}${i + 1}`, record]));
