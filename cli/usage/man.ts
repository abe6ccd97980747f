import type { CommandUsage, OptionUsage, ProgramUsage } from './tree.js';

/** Text as roff: nothing in it is a request or an escape, and hyphens stay what a person types. */
function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^([.'])/gm, '\\&$1');
}

const bold = (text: string): string => `\\fB${roff(text)}\\fR`;

function option({ name, alias, type, describe, default: value, required, choices }: OptionUsage): string {
  const flag = `${alias ? `${bold(`-${alias}`)}, ` : ''}${bold(`--${name}`)}${type === 'boolean' ? '' : ` \\fI${roff(type)}\\fR`}`;
  const notes = [
    ...(required ? ['required'] : []),
    ...(choices ? [`one of ${choices.join(', ')}`] : []),
    ...(value !== undefined && value !== false && value !== '' ? [`default: ${value}`] : []),
  ];
  return `.TP\n${flag}\n${roff(`${describe}${notes.length > 0 ? ` (${notes.join('; ')})` : ''}`)}`;
}

function section({ usage, describe, arguments: positionals, options, examples }: CommandUsage): string {
  const shown = positionals.map(({ name, describe: text }) => `.TP\n\\fI${roff(name)}\\fR\n${roff(text)}`);
  const groups = [...new Set(options.map(({ group }) => group))];
  const lists = groups.flatMap(group => [
    ...(group === undefined || groups.length === 1 ? [] : [`.PP\n${roff(group)}:`]),
    ...options.filter(usageOf => usageOf.group === group).map(option),
  ]);
  const samples = examples.map(({ line, what }) => `.TP\n${bold(line)}\n${roff(what)}`);
  return [`.SS "${roff(usage)}"`, `${roff(describe)}.`, ...shown, ...lists, '.PP\nExamples:', ...samples].join('\n');
}

/** The manual page cloisonne(1) as roff. The same program gives the same text. */
export function manPage({ version, describe, commands, options, exitCodes }: ProgramUsage): string {
  return `.TH CLOISONNE 1 "" "cloisonne ${roff(version)}" "User Commands"
.SH NAME
cloisonne \\- segmentation of spectral datacubes
.SH SYNOPSIS
.B cloisonne
.I command
[\\fIarguments\\fR] [\\fIoptions\\fR]
.SH DESCRIPTION
${roff(describe)}
.PP
Results go to standard output, one JSON document with ${bold('--json')}; progress, warnings and errors go to standard error.
An interrupted run keeps its checkpoints, and the same command goes on from there.
.SH OPTIONS
${options.map(option).join('\n')}
.SH COMMANDS
${commands.map(section).join('\n')}
.SH EXIT STATUS
${exitCodes.map(({ code, meaning }) => `.TP\n${bold(String(code))}\n${roff(meaning)}`).join('\n')}
.SH ENVIRONMENT
.TP
${bold('CLOISONNE_*')}
${roff('An option of this name, as CLOISONNE_MAX_MEMORY for --max-memory; flags go before it, the config file after it.')}
.TP
${bold('CLOISONNE_DEBUG')}
${roff('Where an unexpected error happened is printed too.')}
.SH FILES
.TP
${bold('cloisonne.config.json')}
${roff('Options by name, read from the working directory where --config names no other.')}
`;
}
