/** A job of a chain: one task, or an array of them that a scheduler numbers from 0. */
export interface ChainJob {
  readonly name: string;
  /** The program with its arguments. */
  readonly command: readonly string[];
  /** Tasks of an array; absent for one task. */
  readonly tasks?: number;
  /** When it may begin: after the job before it has succeeded as a whole, or has ended in any way. */
  readonly after?: 'afterok' | 'afterany';
}

/** What all scripts of a chain share. */
export interface SlurmOptions {
  /** Folder the jobs run in. */
  readonly cwd: string;
  /** Folder of the scripts, for the logs. */
  readonly folder: string;
  /** More options of sbatch, each `--name=value`. */
  readonly sbatch: readonly string[];
}

/** A word of a shell command, quoted where it must be. */
export const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

/** The sbatch script of a job. Slurm puts a task that a node took with it back into the queue; what a task left is whole or absent. */
export function slurmScript({ name, command, tasks }: ChainJob, { cwd, folder, sbatch }: SlurmOptions): string {
  const directives = [
    `--job-name=cloisonne-${name}`,
    ...(tasks === undefined ? [] : [`--array=0-${tasks - 1}`]),
    `--chdir=${cwd}`,
    `--output=${folder}/${name}-%${tasks === undefined ? 'j' : 'A_%a'}.log`,
    '--requeue',
    ...sbatch,
  ];
  return `${['#!/bin/bash', ...directives.map(line => `#SBATCH ${line}`), `exec ${command.map(quoted).join(' ')}`].join('\n')}\n`;
}

/** The arguments of sbatch for a script; `before` is the id of the job it waits for. What can never begin is cancelled. */
export function sbatchArgs(script: string, { after }: ChainJob, before?: string): string[] {
  const wait =
    after === undefined || before === undefined ? [] : [`--dependency=${after}:${before}`, '--kill-on-invalid-dep=yes'];
  return ['--parsable', ...wait, script];
}
