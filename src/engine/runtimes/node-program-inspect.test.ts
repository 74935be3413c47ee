import { expect, test } from 'vitest'
import { callsFolder, numbersOf, userFile } from './node-calls-testing.ts'
import { start } from './node-program-testing.ts'
import { parseEvent } from './program-events.ts'

/** The answer to an order to look at `work` of a file with this text. */
async function inspect(text: string, { extension = 'mjs', ...more }: Record<string, string | number> = {}) {
  const { ask } = start()
  const target = { file: userFile(text, String(extension)), name: 'work', timeout: 60, ...more }
  return (await ask({ do: 'inspect', function: target, folder: callsFolder() })).at(-1)!
}

test('a look at the function says what it is and how it behaves', async () => {
  const { ask } = start()
  const file = userFile(`let calls = 0
export function other() {}
export function work(item) {
  return item + ++calls
}
export const ITEMS = [10, 20]
export const SIZES = new Float64Array(3)
export class Shape {}`)
  const [, outline] = await ask({ do: 'outline', file })
  const functions = [{ name: 'work', line: 3, isAsync: false }]
  expect(outline).toEqual({ ev: 'outline', functions, items: ['ITEMS', 'SIZES'] })
  const [found] = await ask({ do: 'inspect', function: { file, name: 'work', timeout: 60 }, folder: callsFolder() })
  expect(parseEvent(JSON.stringify(found))).toMatchObject({
    ev: 'inspected',
    file,
    line: 3,
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    isAsync: false,
    module: expect.stringMatching(/^\.\/report\d+\.mjs$/),
    count: 2,
    source: expect.stringMatching(/^ITEMS of report\d+\.mjs$/),
    repeated: { equal: false, first: '11', second: '12' },
    called: 2,
    remarks: [],
    changes: [],
  })
})

test.each([
  ['by name', `export const work = (item) => item; export const ITEMS = [1]`, 'mjs'],
  ['in the default', `export default { work: (item) => item, ITEMS: new Set([1]) }`, 'mjs'],
  ['as the default', `export default function work(item) {}; export const ITEMS = new Int8Array(1)`, 'mjs'],
  ['in module.exports', `module.exports = { work: (item) => item, ITEMS: [1] }`, 'cjs'],
  ['in exports', `exports.work = (item) => item; exports.ITEMS = [1]`, 'js'],
  [
    'with a default or a rest',
    `export const work = (...items) => items; export const ITEMS = new Map([[1, 2]])`,
    'mjs',
  ],
])('a function is found %s', async (_, text, extension) => {
  expect(await inspect(text, { extension })).toMatchObject({ ev: 'inspected', count: 1, isAsync: false })
})

test.each(['async (item) => item', '(item) => Promise.resolve(item)'])('a function is async by %s', async (text) => {
  expect(await inspect(`export const work = ${text}`, { count: 3 })).toMatchObject({
    isAsync: true,
    source: '--count 3',
  })
})

test('a call that changes its item is no memory of the function', async () => {
  const { repeated } = await inspect(`export const work = (item) => item.push(1); export const ITEMS = [[1]]`)
  expect(repeated).toMatchObject({ equal: true })
})

test('a guard against being imported holds', async () => {
  const text = `import { fileURLToPath } from 'node:url'
    if (process.argv[1] === fileURLToPath(import.meta.url)) throw new Error('run')
    export const work = (item) => item`
  expect((await inspect(text, { count: 1 })).ev).toBe('inspected')
})

test('what a file does beside is remarked', async () => {
  const text = `import { createServer } from 'node:http'
    createServer().listen(0)
    setInterval(() => {}, 1000)
    console.log('hello')
    export const work = (item) => { process.chdir('/'); return { call: () => item } }`
  const found = await inspect(text, { count: 1 })
  expect(found['remarks']).toEqual([
    expect.stringMatching(/^Importing report\d+\.mjs starts work that goes on: a server, a timer\.$/),
    expect.stringMatching(/prints/),
  ])
  expect(found['changes']).toEqual(['the working folder'])
  expect(found['notPicklable']).toMatch(/^The result of item 0 cannot be sent/)
})

const ERRORS: readonly (readonly [
  what: string,
  text: string,
  message: RegExp,
  more?: Record<string, string | number>,
])[] = [
  ['no such function', `export const other = (item) => item`, /exports no function "work"\. Its functions: other\./],
  ['no function at all', `export const other = 1`, /exports no function at all/],
  ['a number', `export const work = 5`, /is a number; it must be a function/],
  ['a class', `export class work { constructor(item) {} }`, /is a class/],
  ['a generator function', `export function* work(item) {}`, /is a generator function/],
  ['no parameter', `export function work(/* none */) {}`, /has no parameter/],
  ['three parameters', `export function work(a, b, c) {}`, /needs 3 parameters/],
  ['no inputs', `export const work = (item) => item`, /exports no inputs "ITEMS"/],
  ['other inputs', `export const work = (item) => item`, /exports no inputs "SIZES"/, { items: 'SIZES' }],
  ['a text as inputs', `export const work = (item) => item; export const ITEMS = 'abc'`, /ITEMS of .* is a text/],
  [
    'a number as inputs',
    `export const work = (item) => item; export const ITEMS = 3`,
    /is a number; it must be an array/,
  ],
  ['no items', `export const work = (item) => item; export const ITEMS = []`, /is empty/],
  ['no JSON', `export const work = (item) => item`, /not JSON: /, { inputs: '[1,' }],
  ['no list', `export const work = (item) => item`, /are an object; they must be a list/, { inputs: '{}' }],
  [
    'inputs that fail',
    `export const work = (item) => item
    export const ITEMS = (function* () { yield 1; throw new Error('no more') })()`,
    /failed after 1 items: Error: no more, in .*\(report\d+\.mjs:2\)\.$|failed after 1 items: Error: no more, at report\d+\.mjs:2\.$/,
  ],
  [
    'endless inputs',
    `export const work = (item) => item
    export const ITEMS = (function* () { for (;;) yield 1 })()`,
    /more than 10 million items/,
  ],
  [
    'an error of syntax',
    `export const work = (item) => item\nconst = 3`,
    /cannot be imported: SyntaxError: Unexpected token '=', at report\d+\.mjs:2\.$/,
  ],
  ['one in CommonJS', `exports.work = 1\nconst = 3`, /SyntaxError: .*, at report\d+\.cjs:2\.$/, { extension: 'cjs' }],
  ['no such module', `import 'no-such-module'`, /cannot be imported: Error: Cannot find package 'no-such-module'/],
  [
    'an error while it is imported',
    `const deep = () => { throw new RangeError('too far\\nby a mile') }\nfunction middle() { deep() }\nmiddle()`,
    /RangeError: too far, in deep \(report\d+\.mjs:1\), called by middle \(report\d+\.mjs:2\), called at report\d+\.mjs:3\.$/,
  ],
  ['the end of the process', `process.exit(3)`, /ended the process, with exit code 3/],
  ['that in item 0', `export const work = (item) => process.exit(4)`, /in item 0, with exit code 4/, { count: 2 }],
  ['what is no Error', `export const work = (item) => { throw { code: 1 } }`, /\{"code":1\} was thrown/, { count: 1 }],
  [
    'a lost promise',
    `export const work = (item) => void Promise.reject(new Error('lost'))`,
    /Error: lost/,
    { count: 1 },
  ],
]
test.each(ERRORS.map(([what, text, message, more]) => ({ what, text, message, more })))(
  '$what is an error that says so',
  async ({ text, message, more }) => {
    const answer = await inspect(text, more)
    expect(answer.ev).toBe('error')
    expect(answer['message']).toMatch(message)
  },
)

test('the ledger says which item ended the interpreter', async () => {
  const text = `export const work = (item) => item === 2 ? process.kill(process.pid, 'SIGKILL') : item`
  const [place, file] = [callsFolder(), userFile(text)]
  const { ask } = start()
  const order = { do: 'inspect', function: { file, name: 'work', count: 4, timeout: 60 }, folder: place }
  expect((await ask(order)).at(-1)!.ev).toBe('gone')
  const ended = numbersOf(place, 'ledger').filter((_, word) => word % 3 === 1)
  expect(ended.map((ns) => ns > 0n)).toEqual([true, true, false, false])
})
