import type { CommandUsage, OptionUsage, ProgramUsage } from './tree.js';

/** A text as one word of a shell. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

const flags = ({ name, alias }: OptionUsage): string[] => [`--${name}`, ...(alias ? [`-${alias}`] : [])];

function commandCase({ name, options, arguments: positionals }: CommandUsage, common: readonly OptionUsage[]): string {
  const all = [...options, ...common];
  const values = all.flatMap(option => {
    const words = option.choices ?? option.known;
    if (!words) return [];
    const more = option.choices ? '' : '; files=1';
    return [`        ${flags(option).join('|')}) words=${quoted(words.join(' '))}${more} ;;`];
  });
  const paths = all.filter(({ type, choices, known }) => type !== 'boolean' && !choices && !known).flatMap(flags);
  const known = positionals.flatMap(argument => argument.known ?? []);
  return [
    `    ${name})`,
    '      case $previous in',
    ...values,
    ...(paths.length > 0 ? [`        ${paths.join('|')}) files=1 ;;`] : []),
    `        *) words=${quoted(all.map(option => `--${option.name}`).join(' '))}; plain=${quoted(known.join(' '))}; files=1 ;;`,
    '      esac ;;',
  ].join('\n');
}

/** Completion for bash 3.2 and newer: `source <(cloisonne completion bash)`. */
export function bashCompletion({ commands, options }: ProgramUsage): string {
  const names = commands.map(({ name }) => name).join(' ');
  return `# Completion of cloisonne for bash. Load it with: source <(cloisonne completion bash)
_cloisonne() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]}
  local command= words= plain= files= i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case \${COMP_WORDS[i]} in -*) ;; *) command=\${COMP_WORDS[i]}; break ;; esac
  done
  case $command in
    '') words=${quoted(options.map(({ name }) => `--${name}`).join(' '))}; plain=${quoted(names)} ;;
${commands.map(command => commandCase(command, options)).join('\n')}
  esac
  COMPREPLY=()
  local IFS=$' \\t\\n'
  case $current in
    -*) COMPREPLY=($(compgen -W "$words" -- "$current")) ;;
    *)
      case $previous in -*) plain="$plain $words" ;; esac
      COMPREPLY=($(compgen -W "$plain" -- "$current"))
      IFS=$'\\n'
      if [[ -n $files ]]; then COMPREPLY+=($(compgen -f -- "$current")); fi ;;
  esac
}
complete -o filenames -F _cloisonne cloisonne
`;
}
