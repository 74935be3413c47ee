import { errorMessage } from '../contract/error-message.ts'
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import type { Settings } from '../contract/experiment.ts'
import { CoreglowError, type ErrorCode } from '../contract/error.ts'
import { ITEM_TIMEOUT, MAX_ITEMS } from '../contract/limits.ts'
import { THEMES } from '../contract/palette.ts'
import { formatCount } from '../contract/text.ts'
import { isOutOfFiles, tooManyOpenFiles } from '../engine/host/open-files.ts' // loaded at the start: later it might not be
import type { Io } from './io.ts'
import { FORMATS, SHAPES } from './export-formats.ts'
import type { ExportOptions } from './export.ts'
import type { MonitorOptions } from './monitor.ts'
import type { RunOptions } from './run.ts'
import type { ServeOptions } from './serve.ts'
import type { TryOptions } from './try.ts'
import { failureCode, type WatchOptions } from './watch-target.ts'

const DONE = 0
const FAILED = 1
const WRONG_USAGE = 2

/**
 * Runs the command in `args`. Resolves with the exit code: 0 done, 1 failed, 2 wrong usage, or the interrupt's; that of
 * `watch` is the watched program's, or 125 to 127.
 */
export async function main(args: readonly string[], io: Io): Promise<number> {
  let watched: number | undefined
  try {
    await createProgram(io, (code) => (watched = code)).parseAsync(args, { from: 'user' })
    return watched ?? exitCodeOf(io) ?? DONE
  } catch (error) {
    const interrupted = exitCodeOf(io)
    if (interrupted === undefined) {
      const code = report(error, io)
      return args[0] === 'watch' && code !== DONE ? failureCode(error) : code
    }
    if (interrupted > FAILED) io.stderr.write('Interrupted. All started processes have ended.\n')
    return interrupted
  }
}

function exitCodeOf({ signal }: Io): number | undefined {
  return signal.aborted ? Number(signal.reason) : undefined
}

function createProgram(io: Io, onWatched: (code: number | undefined) => void): Command {
  const program = new Command('coreglow')
    .description(
      'See what threads, processes and the GIL really do: run the same work in different ways and watch every core.',
    )
    .version(io.version)
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.stdout.write(text), writeErr: (text) => io.stderr.write(text) })
  addQuestions(program, io)
  addRun(program, io)
  addWatch(program, io, onWatched)
  addTry(program, io)
  addHistory(program, io)
  addExport(program, io)
  addMonitor(program, io)
  addServe(program, io)
  return program
}

function addQuestions(program: Command, io: Io): void {
  program
    .command('list')
    .description('list the experiments and their settings')
    .option('--json', 'print JSON')
    .action(async (options: { json?: boolean }) => (await import('./list.ts')).list(options, io))
  program
    .command('doctor')
    .description('show the interpreters found, what each can run, what the monitor can read, and what to install')
    .option('--json', 'print JSON')
    .action(async (options: { json?: boolean }) => (await import('./doctor.ts')).doctor(options, io))
}

function addHistory(program: Command, io: Io): void {
  program
    .command('history')
    .description('list what was saved: runs, and programs that were watched')
    .option('--json', 'print JSON')
    .action(async (options: { json?: boolean }) => (await import('./history.ts')).history(options, io))
}

function addRun(program: Command, io: Io): void {
  program
    .command('run')
    .description('run an experiment, or "six" for the two basic ones')
    .argument('<experiment>', 'name of the experiment, see "coreglow list"')
    .option('--models <a,b>', 'models to compare, such as sequential,threads', names)
    .option('--runtime <id|path>', 'interpreter, by its id in "coreglow doctor" or its path')
    .option('--workers <n>', 'number of workers', number)
    .option('--seconds <s>', 'size of the work: how long one worker takes on its own', number)
    .option('--repeat <k>', 'number of repeats per model', number)
    .option('--set <name=value>', 'experiment-specific setting, see "coreglow list"; can be repeated', settings)
    .option('--rate <hz>', 'samples per second', number)
    .option('--json <file|->', 'write the complete run; - writes to standard output, and nothing else goes there')
    .option('--csv <dir>', 'write results and samples as CSV files into this folder')
    .option('--png <file>', 'write the run card (1920 x 1080)')
    .action(async (experiment: string, options: RunOptions) => (await import('./run.ts')).run(experiment, options, io))
}

function addWatch(program: Command, io: Io, onWatched: (code: number | undefined) => void): void {
  program
    .command('watch')
    .description('start a program or attach to one: what each of its threads does and waits for, and what holds it up')
    .usage('[options] -- COMMAND [ARG...]\n       coreglow watch [options] --pid PID')
    .argument('[command...]', 'program to start, with its arguments; its input, output and exit code pass through')
    .passThroughOptions()
    .option('--pid <pid>', 'process to attach to, with its descendants; it lives on', oneProcess)
    .option(
      '--seconds <s>',
      'end the watching after this many seconds, and with it a program that was started',
      positive,
    )
    .option('--rate <hz>', 'samples of cores and tasks per second (default: 20)', number)
    .option('--gil-rate <hz>', 'samples of threads and GILs per second (default: 200)', number)
    .option('--no-functions', 'do not read in which functions the threads are')
    .option('--title <text>', 'title of the observation')
    .option('--detach', 'let the program go on when Coreglow ends')
    .option('--json <file|->', 'write the complete observation; - writes to standard output, with --pid only')
    .option('--csv <dir>', 'write threads, samples and thread states as CSV files into this folder')
    .option('--png <file>', 'write the card with the diagnosis (1920 x 1080)')
    .addHelpText(
      'after',
      "\nExit code: the program's own, 128 + n where signal n ended it; 125 watching failed, 126 not executable, 127 not found;\n0 where --seconds ended the program, or it lives on.",
    )
    .action(async (command: readonly string[], options: WatchOptions) =>
      onWatched(await (await import('./watch.ts')).watch(command, options, io)),
    )
}

function addTry(program: Command, io: Io): void {
  program
    .command('try')
    .description('run a function of your own over your inputs in threads, processes and the other ways, and advise one')
    .argument('<file[:function]>', 'Python (.py) or Node (.mjs, .js) file, and the function in it (default: work)')
    .option('--items <name>', 'name of the inputs in the file: a list or any iterable (default: ITEMS)')
    .option('--inputs <json|@file>', 'the inputs themselves: a JSON list, or the file that has it')
    .option('--count <n>', 'inputs are the numbers from 0 to n - 1', items)
    .option('--models <a,b>', 'models to compare (default: the loop, and one of each kind)', names)
    .option('--workers <n>', 'number of workers (default: the cores that can be used)', number)
    .option('--repeat <k>', 'number of repeats per model', number)
    .option('--chunk <n|auto>', 'items that a pool hands over at once; auto tries some sizes for short items', chunk)
    .option('--runtime <id|path>', "interpreter (default: that of the file's own project)")
    .option('--timeout <s>', 'seconds that one item may take (default: 60)', itemSeconds)
    .option('--sweep', 'run the two best models also with 1, 2, ... workers')
    .option('--set <name=value>', 'setting, such as start-method=spawn; can be repeated', settings)
    .option('--rate <hz>', 'samples per second', number)
    .option('--json <file|->', 'write the complete run; - writes to standard output, and nothing else goes there')
    .option('--csv <dir>', 'write results and samples as CSV files into this folder')
    .option('--png <file>', 'write the run card (1920 x 1080)')
    .addHelpText(
      'after',
      `
Examples:
  coreglow try report.py                          work() of report.py over its ITEMS
  coreglow try shop/prices.py:price --count 1000  price(0) to price(999)

Exit code: 0 done; 1 the run failed, or no model could run the function; 2 wrong usage: options, file, function or inputs.`,
    )
    .action(async (target: string, options: TryOptions) => (await import('./try.ts')).tryFunction(target, options, io))
}

function addExport(program: Command, io: Io): void {
  program
    .command('export')
    .description('export a saved run, or a run from a file')
    .argument('<run>', 'id of a saved run, or a file written by "run --json"')
    .addOption(new Option('--format <format>', 'file format').choices(Object.keys(FORMATS)).makeOptionMandatory())
    .requiredOption(
      '--output <path>',
      'file to write; csv writes the results there, samples and spans to files next to it',
    )
    .addOption(new Option('--theme <theme>', 'theme of pictures').choices(THEMES).default('light'))
    .addOption(
      new Option(
        '--shape <shape>',
        'shape of a card: wide (1920 x 1080, for slides) or square (1200 x 1200, for posts)',
      )
        .choices(SHAPES)
        .default('wide'),
    )
    .action(async (source: string, options: ExportOptions) =>
      (await import('./export.ts')).exportRun(source, options, io),
    )
  program
    .command('verify')
    .description(
      'check that an exported file has not been modified; exit code 0: intact, 1: modified, 2: nothing to check',
    )
    .argument('<file>', 'JSON, HTML, PDF, CSV, SVG, trace or archived run')
    .action(async (file: string) => (await import('./export.ts')).verifyFile(file, io))
}

function addMonitor(program: Command, io: Io): void {
  program
    .command('monitor')
    .description('watch the cores, and processes with all their threads and descendants, live')
    .option('--rate <hz>', 'samples per second', number)
    .option('--seconds, --duration <s>', 'stop after this many seconds', positive)
    .option('--pid <pid>', 'process to watch; can be repeated', pids, [])
    .option('--json <file|->', 'write one JSON object per sample; - writes to standard output')
    .action(async (options: MonitorOptions) => (await import('./monitor.ts')).monitor(options, io))
}

function addServe(program: Command, io: Io): void {
  program
    .command('serve')
    .description('open Coreglow in a browser on this machine')
    .option('--port <p>', 'port to listen on; 0 picks a free one', port, 0)
    .option('--no-open', 'do not open the browser')
    .action(async (options: ServeOptions) => (await import('./serve.ts')).serveBrowser(options, io))
}

function number(text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && Number.isFinite(value)) return value
  throw new InvalidArgumentError('Must be a number.')
}

function positive(text: string): number {
  const value = number(text)
  if (value > 0) return value
  throw new InvalidArgumentError('Must be greater than 0.')
}

function items(text: string): number {
  const value = number(text)
  if (Number.isInteger(value) && value >= 1 && value <= MAX_ITEMS) return value
  throw new InvalidArgumentError(`Must be a whole number from 1 to ${formatCount(MAX_ITEMS)}.`)
}

function chunk(text: string): number | 'auto' {
  return text === 'auto' ? text : items(text)
}

function itemSeconds(text: string): number {
  const value = number(text)
  const { min, max } = ITEM_TIMEOUT
  if (value >= min && value <= max) return value
  throw new InvalidArgumentError(`Must be a number of seconds from ${min} to ${max}.`)
}

function port(text: string): number {
  const value = number(text)
  if (Number.isInteger(value) && value >= 0 && value <= 65_535) return value
  throw new InvalidArgumentError('Must be a whole number from 0 to 65535.')
}

function oneProcess(text: string): number {
  return pids(text, [])[0]!
}

function pids(text: string, before: readonly number[]): number[] {
  const pid = number(text)
  if (Number.isInteger(pid) && pid > 0) return [...before, pid]
  throw new InvalidArgumentError('Must be a process ID.')
}

function settings(text: string, before: Settings = {}): Settings {
  const [name, value] = text.split(/=(.*)/s)
  if (!name || !value) throw new InvalidArgumentError('Must be name=value, such as threads=4.')
  const asNumber = Number(value)
  // Names of settings have hyphens; startMethod, as in JSON, is start-method.
  const id = name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  return { ...before, [id]: Number.isFinite(asNumber) ? asNumber : value }
}

function names(text: string): string[] {
  return text.split(',').map((name) => name.trim())
}

const USAGE_CODES: ReadonlySet<ErrorCode> = new Set([
  'bad-params',
  'unknown-experiment',
  'unknown-model',
  'unknown-runtime',
  'unknown-run',
  'broken-runtime',
])

/** Writes an error as a sentence and returns the exit code. An error that names a parameter is wrong usage. */
function report(error: unknown, io: Io): number {
  // Commander has written its own sentence.
  if (error instanceof CommanderError) return error.exitCode === 0 ? DONE : WRONG_USAGE
  // A part of Coreglow itself could not be loaded.
  const message = isOutOfFiles(error) ? tooManyOpenFiles() : errorMessage(error)
  // One line, and without an interpreter's escape sequences.
  io.stderr.write(`error: ${message.replace(/^params\.(?:function\.)?(\w+)/, '--$1').replace(/\p{Cc}+/gu, ' ')}\n`)
  if (!(error instanceof CoreglowError)) return FAILED
  return error.path !== undefined || USAGE_CODES.has(error.code) ? WRONG_USAGE : FAILED
}
