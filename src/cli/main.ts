import { errorMessage } from '../contract/error-message.ts'
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import type { Settings } from '../contract/experiment.ts'
import { CoreglowError, type ErrorCode } from '../contract/error.ts'
import { THEMES } from '../contract/palette.ts'
import type { Io } from './io.ts'
import { FORMATS, SHAPES } from './export-formats.ts'
import type { ExportOptions } from './export.ts'
import type { MonitorOptions } from './monitor.ts'
import type { RunOptions } from './run.ts'
import type { ServeOptions } from './serve.ts'

const DONE = 0
const FAILED = 1
const WRONG_USAGE = 2

/** Does what the arguments say; resolves with the exit code: 0 done, 1 failed, 2 wrong usage, else the interruption's. */
export async function main(args: readonly string[], io: Io): Promise<number> {
  try {
    await createProgram(io).parseAsync(args, { from: 'user' })
    return exitCodeOf(io) ?? DONE
  } catch (error) {
    const interrupted = exitCodeOf(io)
    if (interrupted === undefined) return report(error, io)
    if (interrupted > FAILED) io.stderr.write('Interrupted: everything that was started has ended.\n')
    return interrupted
  }
}

function exitCodeOf({ signal }: Io): number | undefined {
  return signal.aborted ? Number(signal.reason) : undefined
}

function createProgram(io: Io): Command {
  const program = new Command('coreglow')
    .description(
      'See what threads, processes and the GIL really do: run the same work in different ways and watch every core.',
    )
    .version(io.version)
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.stdout.write(text), writeErr: (text) => io.stderr.write(text) })
  addQuestions(program, io)
  addRun(program, io)
  addExport(program, io)
  addMonitor(program, io)
  addServe(program, io)
  return program
}

function addQuestions(program: Command, io: Io): void {
  program
    .command('list')
    .description('the experiments')
    .option('--json', 'as JSON')
    .action(async (options: { json?: boolean }) => (await import('./list.ts')).list(options, io))
  program
    .command('doctor')
    .description('interpreters found and what each can do, what the monitor can read, and what to install')
    .option('--json', 'as JSON')
    .action(async (options: { json?: boolean }) => (await import('./doctor.ts')).doctor(options, io))
}

function addRun(program: Command, io: Io): void {
  program
    .command('run')
    .description('run an experiment, or "six" for the six runs')
    .argument('<experiment>', 'its name, as in "coreglow list"')
    .option('--models <a,b>', 'ways to run the work, such as sequential,threads', names)
    .option('--runtime <id|path>', 'an interpreter, as in "coreglow doctor", or its path')
    .option('--workers <n>', 'how many workers', number)
    .option('--seconds <s>', 'how long one worker alone takes', number)
    .option('--repeat <k>', 'how often each model runs', number)
    .option(
      '--set <name=value>',
      'a setting of the experiment\'s own, as in "coreglow list"; may be repeated',
      settings,
    )
    .option('--rate <hz>', 'samples a second', number)
    .option('--json <file|->', 'write the whole record; - is standard output, and nothing else goes there')
    .option('--csv <dir>', 'write results and samples as CSV into this folder')
    .option('--png <file>', 'write the run card, 1920 x 1080')
    .action(async (experiment: string, options: RunOptions) => (await import('./run.ts')).run(experiment, options, io))
}

function addExport(program: Command, io: Io): void {
  program
    .command('export')
    .description('write a saved run, or the run in a file, in another format')
    .argument('<run>', 'the id of a saved run, or a file that "run --json" wrote')
    .addOption(new Option('--format <format>', 'which').choices(Object.keys(FORMATS)).makeOptionMandatory())
    .requiredOption('--output <path>', 'where to; of csv the results, with samples and spans in files beside it')
    .addOption(new Option('--theme <theme>', 'of pictures').choices(THEMES).default('light'))
    .addOption(
      new Option('--shape <shape>', 'of a card: 1920 x 1080 for slides, 1200 x 1200 for posts')
        .choices(SHAPES)
        .default('wide'),
    )
    .action(async (source: string, options: ExportOptions) =>
      (await import('./export.ts')).exportRun(source, options, io),
    )
  program
    .command('verify')
    .description(
      'whether the data in an exported file is still what it was: 0 it is, 1 it was changed, 2 it carries none',
    )
    .argument('<file>', 'JSON, HTML, PDF, CSV, SVG, a trace, or an archived run')
    .action(async (file: string) => (await import('./export.ts')).verifyFile(file, io))
}

function addMonitor(program: Command, io: Io): void {
  program
    .command('monitor')
    .description('watch the cores, and processes with all their threads and descendants')
    .option('--rate <hz>', 'samples a second', number)
    .option('--duration <s>', 'stop after this many seconds', positive)
    .option('--pid <pid>', 'a process to watch; may be repeated', pids, [])
    .option('--json <file|->', 'one JSON object a tick; - is standard output')
    .action(async (options: MonitorOptions) => (await import('./monitor.ts')).monitor(options, io))
}

function addServe(program: Command, io: Io): void {
  program
    .command('serve')
    .description('show the screen in a browser on this machine')
    .option('--port <p>', 'a port, 0 for a free one', port, 0)
    .option('--no-open', 'do not open the browser')
    .action(async (options: ServeOptions) => (await import('./serve.ts')).serveBrowser(options, io))
}

function number(text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && Number.isFinite(value)) return value
  throw new InvalidArgumentError('It must be a number.')
}

function positive(text: string): number {
  const value = number(text)
  if (value > 0) return value
  throw new InvalidArgumentError('It must be more than 0.')
}

function port(text: string): number {
  const value = number(text)
  if (Number.isInteger(value) && value >= 0 && value <= 65_535) return value
  throw new InvalidArgumentError('It must be a whole number from 0 to 65535.')
}

function pids(text: string, before: readonly number[]): number[] {
  const pid = number(text)
  if (Number.isInteger(pid) && pid > 0) return [...before, pid]
  throw new InvalidArgumentError('It must be the id of a process.')
}

function settings(text: string, before: Settings = {}): Settings {
  const [name, value] = text.split(/=(.*)/s)
  if (!name || !value) throw new InvalidArgumentError('It must be a name and a value, such as threads=4.')
  const asNumber = Number(value)
  return { ...before, [name]: Number.isFinite(asNumber) ? asNumber : value }
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

/** Writes a sentence, and tells the exit code. What names a parameter is wrong usage. */
function report(error: unknown, io: Io): number {
  // Commander has written its own sentence.
  if (error instanceof CommanderError) return error.exitCode === 0 ? DONE : WRONG_USAGE
  const message = errorMessage(error)
  // One line, and without an interpreter's escape sequences.
  io.stderr.write(`error: ${message.replace(/^params\.(\w+)/, '--$1').replace(/\p{Cc}+/gu, ' ')}\n`)
  if (!(error instanceof CoreglowError)) return FAILED
  return error.path !== undefined || USAGE_CODES.has(error.code) ? WRONG_USAGE : FAILED
}
