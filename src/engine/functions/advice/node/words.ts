import type { Call } from '../template.ts'

/** Inputs of more characters than this are read from a file. Chosen: code is to be read, too. */
const MAX_LITERAL = 2000

/** A module: Node's imports, the user's function and inputs, and what is done with them. */
export function program(call: Call, imports: readonly string[], body: readonly string[]): string {
  const head = [...(isLong(call) ? ["import { readFileSync } from 'node:fs'"] : []), ...imports, ...ownImports(call)]
  return `${[...head, '', ...body].join('\n')}\n`
}

/** Only of an .mjs file it is known that it has named exports: a CommonJS module may have them in its default export. */
function ownImports({ name, module, inputs }: Call): readonly string[] {
  const names = [...new Set([...(inputs.from === 'module' ? [inputs.name] : []), name])].join(', ')
  const path = JSON.stringify(`./${module}`)
  if (module.endsWith('.mjs')) return [`import { ${names} } from ${path}`]
  return [`import * as module from ${path}`, '', `const { ${names} } = { ...module, ...module.default }`]
}

/** The inputs as an expression: an array. */
export function inputsOf(call: Call): string {
  const { inputs } = call
  if (inputs.from === 'range') return `Array.from({ length: ${inputs.count} }, (_, index) => index)`
  if (inputs.from === 'module') return `Array.from(${inputs.name})`
  return isLong(call) ? "JSON.parse(readFileSync('inputs.json', 'utf8'))" : inputs.json
}

function isLong({ inputs }: Call): boolean {
  return inputs.from === 'values' && inputs.json.length > MAX_LITERAL
}
