import type { Runtime } from '../../contract/experiment.ts'

export type Parsed<T> = { readonly value: T } | { readonly problem: string }

const BLANK = /\s/u
/** Characters that a backslash takes literally; before any other it is itself, as in a Windows path. */
const ESCAPABLE: ReadonlySet<string> = new Set([' ', '"', "'", '\\'])

/** Splits a command line into arguments as a shell does, with single and double quotes and backslashes; nothing is expanded. */
export function parseCommand(text: string): Parsed<readonly string[]> {
  const words: string[] = []
  let word: string | undefined
  let quote = ''
  for (let i = 0; i < text.length; i++) {
    const [letter, next = ''] = [text[i]!, text[i + 1]]
    if (quote !== '' && letter === quote) quote = ''
    else if (letter === '\\' && quote !== "'" && ESCAPABLE.has(next)) {
      word = (word ?? '') + next
      i += 1
    } else if (quote !== '') word += letter
    else if (letter === '"' || letter === "'") {
      quote = letter
      word ??= ''
    } else if (BLANK.test(letter)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else word = (word ?? '') + letter
  }
  if (quote !== '') return { problem: `A quotation mark (${quote}) is not closed.` }
  if (word !== undefined) words.push(word)
  return words.length === 0 ? { problem: 'Type a command, such as python3 my.py.' } : { value: words }
}

const PLAIN = /^[\w@%+=:,./-]+$/u

/** Arguments as a line that `parseCommand` reads back. */
export function quoteCommand(words: readonly string[]): string {
  return words.map(quoteWord).join(' ')
}

function quoteWord(word: string): string {
  if (PLAIN.test(word)) return word
  return word.includes("'") ? `"${word.replaceAll(/["\\]/gu, String.raw`\$&`)}"` : `'${word}'`
}

const NAME = /^[A-Za-z_]\w*$/u

/** Reads lines such as `NAME=value`; empty lines are skipped. */
export function parseEnvironment(text: string): Parsed<Readonly<Record<string, string>>> {
  const entries: [string, string][] = []
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue
    const sign = line.indexOf('=')
    const name = line.slice(0, Math.max(sign, 0)).trim()
    if (!NAME.test(name)) return { problem: `"${line.trim()}" is not a variable. Example: OMP_NUM_THREADS=1` }
    entries.push([name, line.slice(sign + 1).trim()])
  }
  return { value: Object.fromEntries(entries) }
}

const PYTHON = /^(?:python|pypy)[\d.]*[a-z]*(?:\.exe)?$/iu
const NODE = /^node(?:js)?(?:\.exe)?$/iu
const SCRIPTS = { python: /\.pyw?$/iu, node: /\.[cm]?js$/iu } as const

type Interpreter = keyof typeof SCRIPTS

/** The command that runs a file by its name; undefined for a file that is not a script. */
export function commandForFile(path: string): string | undefined {
  if (SCRIPTS.python.test(path)) return quoteCommand(['python3', path])
  return SCRIPTS.node.test(path) ? quoteCommand(['node', path]) : undefined
}

/** The last part of a path, of either kind of system. */
export function fileName(path: string): string {
  return path.split(/[/\\]/u).at(-1)!
}

/** Whether a command runs Python or Node, by its first word: an interpreter, or a script. */
export function interpreterOf([program = '']: readonly string[]): Interpreter | undefined {
  const name = fileName(program)
  if (PYTHON.test(name) || SCRIPTS.python.test(name)) return 'python'
  return NODE.test(name) || SCRIPTS.node.test(name) ? 'node' : undefined
}

/** The command with a chosen interpreter: in place of the one that it names, or before its script. */
export function withInterpreter(words: readonly string[], runtime: Pick<Runtime, 'path'>): readonly string[] {
  const [program = '', ...rest] = words
  const isScript = SCRIPTS.python.test(program) || SCRIPTS.node.test(program)
  return isScript ? [runtime.path, program, ...rest] : [runtime.path, ...rest]
}
