import type { OptionUsage, ProgramUsage } from './tree.js';

/** A text as one word of fish, which knows \\ and ' inside quotes. */
const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

function option({ name, alias, type, describe, choices, known }: OptionUsage): string {
  const words = choices ?? known;
  const takes = type === 'boolean' ? '' : choices ? ' -x' : ' -r -F';
  return `-l ${name}${alias ? ` -s ${alias}` : ''}${takes}${words ? ` -a ${quoted(words.join(' '))}` : ''} -d ${quoted(describe)}`;
}

/** Completion for fish 3: `cloisonne completion fish | source`. */
export function fishCompletion({ commands, options }: ProgramUsage): string {
  const lines = commands.flatMap(({ name, describe, arguments: positionals, options: own }) => {
    const here = `complete -c cloisonne -n ${quoted(`__fish_seen_subcommand_from ${name}`)}`;
    const known = positionals.flatMap(argument => argument.known ?? []);
    return [
      `complete -c cloisonne -n __fish_use_subcommand -f -a ${name} -d ${quoted(describe)}`,
      ...(known.length > 0 ? [`${here} -a ${quoted(known.join(' '))}`] : []),
      ...own.map(usage => `${here} ${option(usage)}`),
    ];
  });
  return `# Completion of cloisonne for fish. Load it with: cloisonne completion fish | source
${options.map(usage => `complete -c cloisonne ${option(usage)}`).join('\n')}
${lines.join('\n')}
`;
}
