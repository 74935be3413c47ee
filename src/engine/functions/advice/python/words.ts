import type { Call } from '../template.ts'

/** Inputs of more characters than this are read from a file. Chosen: code is to be read, too. */
const MAX_LITERAL = 2000

const IDENTIFIER = /^[\p{L}_][\p{L}\p{N}_]*$/u
const KEYWORDS = new Set(
  'False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield'.split(
    ' ',
  ),
)

/** A program: the standard library's imports, the user's function and inputs, and what is done with them. */
export function program(call: Call, imports: readonly string[], body: readonly string[]): string {
  const standard = [
    ...imports,
    ...(usesJson(call) ? ['import json'] : []),
    ...(isImportable(call) ? [] : ['import importlib']),
  ]
  const modules = standard.filter((line) => line.startsWith('import ')).toSorted()
  const members = standard.filter((line) => !line.startsWith('import ')).toSorted()
  const parts = [[...placeOf(call), ...modules, ...members], ownImports(call), body]
  return `${parts
    .filter((part) => part.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

/** The inputs as an expression. */
export function inputsOf(call: Call): string {
  const { inputs } = call
  if (inputs.from === 'range') return `range(${inputs.count})`
  if (inputs.from === 'module') return inputs.name
  if (isLong(call)) return 'json.load(open("inputs.json"))'
  return isPythonToo(inputs.json) ? inputs.json : `json.loads(${JSON.stringify(inputs.json)})`
}

/** Keyword arguments of an executor's `map`, after the inputs. */
export function mapArguments({ chunk }: Call): string {
  return chunk > 1 ? `, chunksize=${chunk}` : ''
}

function isImportable({ module }: Call): boolean {
  return module.split('.').every((part) => IDENTIFIER.test(part) && !KEYWORDS.has(part))
}

function ownImports(call: Call): readonly string[] {
  const { module, name, inputs } = call
  const names = [...new Set([...(inputs.from === 'module' ? [inputs.name] : []), name])]
  if (isImportable(call)) return [`from ${module} import ${names.join(', ')}`]
  return [
    `module = importlib.import_module(${JSON.stringify(module)})`,
    ...names.map((attribute) => `${attribute} = module.${attribute}`),
  ]
}

/** Where the lines belong, and what they need there. */
function placeOf(call: Call): readonly string[] {
  const [folder] = call.module.split('.')
  return [
    ...(call.module.includes('.') ? [`# For a file beside the folder "${folder}".`] : []),
    ...(isLong(call) ? ['# inputs.json holds the inputs: a list.'] : []),
  ]
}

function isLong({ inputs }: Call): boolean {
  return inputs.from === 'values' && inputs.json.length > MAX_LITERAL
}

function usesJson({ inputs }: Call): boolean {
  return inputs.from === 'values' && (inputs.json.length > MAX_LITERAL || !isPythonToo(inputs.json))
}

/** Whether JSON means the same as an expression of Python: it has other names for three values, and other escapes. */
function isPythonToo(json: string): boolean {
  return !/true|false|null|\\/.test(json)
}
