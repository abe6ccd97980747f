import { quoted } from './bash.js';
import type { ArgumentUsage, OptionUsage, ProgramUsage } from './tree.js';

/** A description inside a specification of _arguments, where brackets and colons mean something. */
const plain = (text: string): string => text.replace(/[[\]:\\]/g, '\\$&');

/** An action that offers words and files; the blank keeps _arguments from adding words of its own. */
const wordsOrFiles = (known: readonly string[] | undefined): string =>
  known ? ` _cloisonne_words ${known.join(' ')}` : '_files';

function value({ name, type, choices, known }: OptionUsage): string {
  if (type === 'boolean') return '';
  if (choices) return `:${name}:(${choices.join(' ')})`;
  return `:${name}:${wordsOrFiles(known)}`;
}

function option(usage: OptionUsage): string {
  const { name, alias, describe } = usage;
  const rest = quoted(`[${plain(describe)}]${value(usage)}`);
  return alias ? `${quoted(`(-${alias} --${name})`)}{-${alias},--${name}}${rest}` : `${quoted(`--${name}`)}${rest}`;
}

function argument({ name, several, known }: ArgumentUsage, place: number): string {
  return quoted(`${several ? '*' : place + 1}:${name}:${wordsOrFiles(known)}`);
}

/** Completion for zsh 5: `source <(cloisonne completion zsh)`, or the file `_cloisonne` in a folder of $fpath. */
export function zshCompletion({ commands, options }: ProgramUsage): string {
  const cases = commands.map(command => {
    const specs = [...command.arguments.map(argument), ...command.options.map(option), ...options.map(option)];
    return `        ${command.name}) _arguments ${specs.join(' \\\n          ')} ;;`;
  });
  return `#compdef cloisonne
# Completion of cloisonne for zsh. Load it with: source <(cloisonne completion zsh)
_cloisonne_words() { compadd -- "$@"; _files }
_cloisonne() {
  local curcontext=$curcontext state line
  typeset -A opt_args
  local -a commands=(
${commands.map(({ name, describe }) => `    ${quoted(`${name}:${plain(describe)}`)}`).join('\n')}
  )
  _arguments -C ${options.map(option).join(' \\\n    ')} \\
    '1:command:->command' '*::argument:->argument'
  case $state in
    command) _describe command commands ;;
    argument)
      case $line[1] in
${cases.join('\n')}
      esac ;;
  esac
}
if [[ $funcstack[1] == _cloisonne ]]; then _cloisonne "$@"; else compdef _cloisonne cloisonne; fi
`;
}
