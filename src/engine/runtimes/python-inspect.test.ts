import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { calls, type Target, userFile } from './python-calls-testing.ts'
import { pythons } from './python-program-testing.ts'
import { parseEvent } from './program-events.ts'

const newest = pythons.at(-1)
const edges = pythons.length > 1 ? [pythons[0]!, newest!] : pythons

const SHAPES = `
import asyncio, functools, json, os, sys, threading
ITEMS = [1, 2, 3]
class Report: pass
def none(): pass
def three(a, b, c): pass
def keyword(a, *, b): pass
def generator(x): yield x
async def stream(x): yield x
async def coroutine(x):
    await asyncio.sleep(0)
    return x
by_lambda = lambda x: x
def make():
    def inner(x): return x
    return inner
local = make()
@functools.lru_cache(None)
def cached(x): return x * 2
power = functools.partial(pow, 2)
class Adder:
    def __call__(self, x): return x + 1
    def add(self, x): return x + 2
adder = Adder()
locked = Adder()
locked.lock = threading.Lock()
EMPTY, TEXT, NUMBER, PAIRS, LONG = [], "abc", 5, {"a": 1}, range(10 ** 8)
def squares(): return (x * x for x in range(5))
SQUARES = squares()
def endless():
    while True: yield 1
ENDLESS = endless()
def failing():
    yield 1
    raise ValueError("no more")
FAILING = failing()
FILES = [0, 1, open(os.devnull)]
def first(x): return 1
def ends(x): sys.exit("bye")
def interrupts(x): raise KeyboardInterrupt
def recursive(x): return recursive(x)
def scale(x): return x / 0
def at_two(x): return scale(x) if x == 2 else x
def library(x): return json.loads("{")
state = []
def keeps(x):
    state.append(x)
    return list(state)
def changes_input(x): x.append(1); return len(x)
LISTS = [[], []]
def reads(x): return input()
def opens(x): return open(os.devnull)
`

const cases: readonly (readonly [string, Target, RegExp])[] = [
  ['no such function', { name: 'cachd' }, /has no function cachd\. Did you mean cached\?/],
  ['a class', { name: 'Report' }, /Report of shapes\.py is a class/],
  ['no function', { name: 'NUMBER' }, /is not a function: it is an int/],
  ['no parameter', { name: 'none' }, /has no parameter/],
  ['three parameters', { name: 'three' }, /3 required parameters \(a, b, c\)/],
  ['a keyword', { name: 'keyword' }, /2 required parameters \(a, b\)/],
  ['a generator', { name: 'generator' }, /is a generator function/],
  ['an async generator', { name: 'stream' }, /is a generator function/],
  ['no such inputs', { name: 'first', items: 'ITEM' }, /has no ITEM, the inputs\. Did you mean ITEMS\?/],
  ['no input', { name: 'first', items: 'EMPTY' }, /EMPTY of shapes\.py is empty/],
  ['text', { name: 'first', items: 'TEXT' }, /TEXT of shapes\.py is a str/],
  ['a number', { name: 'first', items: 'NUMBER' }, /NUMBER of shapes\.py is an int/],
  ['a dictionary', { name: 'first', items: 'PAIRS' }, /PAIRS of shapes\.py is a dict/],
  ['a function of inputs', { name: 'first', items: 'squares' }, /squares = list\(squares\(\)\)/],
  ['inputs that fail', { name: 'first', items: 'FAILING' }, /failed at its item 1: ValueError: no more, in failing/],
  ['too many', { name: 'first', items: 'LONG' }, /more than 10,000,000 items/],
  ['no JSON', { name: 'first', inputs: '[1,' }, /inputs are not JSON/],
  ['no list', { name: 'first', inputs: '{"a": 1}' }, /inputs are not a list: \{"a": 1\}/],
  [
    'an exception',
    { name: 'at_two' },
    /^Item 1 failed: ZeroDivisionError: .*, in scale \(shapes\.py:\d+\), called by at_two/,
  ],
  [
    'an exception of a library',
    { name: 'library' },
    /^Item 0 failed: JSONDecodeError: .*, in library \(shapes\.py:\d+\)\.$/,
  ],
  ['sys.exit', { name: 'ends' }, /^Item 0 failed: it called sys\.exit\('bye'\), in ends/],
  ['KeyboardInterrupt', { name: 'interrupts' }, /^Item 0 failed: KeyboardInterrupt, in interrupts/],
  ['recursion', { name: 'recursive' }, /^Item 0 failed: RecursionError: .*, in recursive \(shapes\.py:\d+\)\.$/],
  ['standard input', { name: 'reads' }, /^Item 0 failed: EOFError/],
]

describe.each(edges)('$label', (python) => {
  test('says in a sentence what is wrong with a function or its inputs', async () => {
    const { inspect } = calls(python)
    const file = userFile(SHAPES, 'shapes.py')
    for (const [what, target, sentence] of cases) {
      const answer = await inspect(file, target)
      expect({ what, ev: answer.ev, message: answer['message'] }).toEqual({
        what,
        ev: 'error',
        message: expect.stringMatching(sentence),
      })
      expect(answer['message']).not.toContain('coreglow_workloads')
    }
  })

  test('accepts what can be called with one input, and says what cannot be sent', async () => {
    const { inspect } = calls(python)
    const file = userFile(SHAPES, 'shapes.py')
    const look = async (name: string, more: Target = {}) => {
      const { ev, count, isAsync, notPicklable, repeated } = await inspect(file, { name, ...more })
      return [
        ev,
        count,
        isAsync,
        /lambda|inside make|lock|Input 2|result of item 0/.exec(notPicklable)?.[0],
        repeated?.equal,
      ]
    }
    expect(await look('coroutine')).toEqual(['inspected', 3, true, undefined, true])
    expect(await look('cached', { items: 'SQUARES' })).toEqual(['inspected', 5, false, undefined, true])
    expect(await look('power')).toEqual(['inspected', 3, false, undefined, true])
    expect(await look('adder')).toEqual(['inspected', 3, false, undefined, true])
    expect(await look('adder.add')).toEqual(['inspected', 3, false, undefined, true])
    expect(await look('by_lambda')).toEqual(['inspected', 3, false, 'lambda', true])
    expect(await look('local')).toEqual(['inspected', 3, false, 'inside make', true])
    expect(await look('locked')).toEqual(['inspected', 3, false, 'lock', true])
    expect(await look('first', { items: 'FILES' })).toEqual(['inspected', 3, false, 'Input 2', true])
    expect(await look('opens')).toEqual(['inspected', 3, false, 'result of item 0', true])
    expect(await look('changes_input', { items: 'LISTS' })).toEqual(['inspected', 2, false, undefined, true])
    expect(await look('keeps')).toEqual(['inspected', 3, false, undefined, false])
  })

  test('says what is wrong with a file', async () => {
    const { inspect } = calls(python)
    const files: readonly (readonly [string, string, RegExp])[] = [
      ['report.py', 'x = 1\ndef work(:\n', /SyntaxError: .*, in report\.py:2/],
      [
        'lacks.py',
        'import nmpy\n',
        /ModuleNotFoundError: No module named 'nmpy', in lacks\.py:1\. .* does not have it/,
      ],
      [
        'fails.py',
        'def f(): return 1 / 0\nf()\n',
        /ZeroDivisionError: .*, in f \(fails\.py:1\), imported by fails\.py:2/,
      ],
      ['leaves.py', 'import sys\nsys.exit(3)\n', /leaves\.py ends the program when it is imported/],
      ['json.py', 'def work(x): return x\n', /Python has a module json of its own/],
      ['a.b.py', 'def work(x): return x\n', /a\.b\.py cannot be imported by other processes/],
    ]
    for (const [name, text, sentence] of files)
      expect((await inspect(userFile(text, name)))['message']).toMatch(sentence)
    const there = userFile('', 'shapes.py')
    expect((await inspect(there.replace('shapes', 'shape')))['message']).toMatch(
      /There is no file .* mean shapes\.py\?/,
    )
  })

  test('imports the file as if it were run, beside any name that Coreglow uses', async () => {
    const { inspect } = calls(python)
    for (const name of ['task.py', 'models.py', 'program.py', 'coreglow.py', 'my-report.py'])
      expect(await inspect(userFile('def work(x): return x\nITEMS = [1]', name))).toMatchObject({
        ev: 'inspected',
        count: 1,
      })
    const relative = 'from .helper import VALUE\ndef work(x): return x + VALUE\nITEMS = [1]'
    const nested = userFile(relative, 'shop/report.py')
    writeFileSync(join(dirname(nested), 'helper.py'), 'VALUE = 7')
    expect(await inspect(nested)).toMatchObject({ module: 'shop.report', repeated: { first: '8' } })
    const guarded =
      'import sys\ndef work(x): return [sys.argv, __name__, sys.path[0]]\nITEMS = [1]\nif __name__ == "__main__": 1 / 0'
    const file = userFile(guarded, 'guarded.py')
    expect((await inspect(file)).repeated.first).toContain(`[['${file}'], 'guarded', '`)
  })
})

describe.skipIf(newest === undefined)('the newest interpreter', () => {
  test('an inspection has the fields of the contract, and says what was changed', async () => {
    const { inspect } = calls(newest!)
    const file = userFile(`import os, threading
threading.Thread(target=threading.Event().wait, daemon=True).start()
ITEMS = [4, 5]
def work(x):
    os.environ["REPORT"] = "1"
    os.umask(0o027)
    return {x: x / 3}`)
    expect(parseEvent(JSON.stringify(await inspect(file)))).toMatchObject({
      ev: 'inspected',
      file,
      name: 'work',
      line: 4,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      module: 'report',
      count: 2,
      source: 'ITEMS of report.py',
      called: 2,
      repeated: { equal: true, first: '{4: 1.3333333333333333}', second: '{4: 1.3333333333333333}' },
      remarks: [expect.stringContaining('report.py starts 1 thread when it is imported')],
      changes: ['the environment (REPORT)', 'the file mode mask'],
    })
  })

  test('a file without a main guard says so where it would start processes without end', async () => {
    const pools = [
      'with ProcessPoolExecutor(2, context) as pool: print(list(pool.map(work, ITEMS)))',
      'with context.Pool(2) as pool: print(pool.map(work, ITEMS))',
    ]
    const program = calls(newest!)
    const answers: string[] = []
    for (const method of ['spawn', 'fork'])
      for (const pool of pools) {
        const file = userFile(
          `import multiprocessing
from concurrent.futures import ProcessPoolExecutor
ITEMS = [1, 2]
context = multiprocessing.get_context("${method}")
def work(x): return x
${pool}`,
          `${method}${pools.indexOf(pool)}.py`,
        )
        const { ev, message } = await program.inspect(file)
        answers.push(`${method}: ${message ?? ev}`)
      }
    const refused = expect.stringMatching(
      /^spawn: spawn\d\.py starts processes when it is imported, in spawn\d\.py:6\. .*__main__/,
    )
    expect(answers).toEqual([refused, refused, 'fork: inspected', 'fork: inspected'])
  })

  test('an outline has functions and inputs, without running the file', async () => {
    const { ask } = calls(newest!)
    const file = userFile(`raise SystemExit
NUMBER = 3
LINES = [1, 2]
ITEMS = range(9)
try:
    import fast
except ImportError:
    def helper(x): return x
async def fetch(url): pass
class Shape:
    def method(self): pass
if __name__ == "__main__":
    def main(): pass`)
    expect((await ask({ do: 'outline', file })).at(-1)).toEqual({
      ev: 'outline',
      functions: [
        { name: 'helper', line: 8, isAsync: false },
        { name: 'fetch', line: 9, isAsync: true },
      ],
      items: ['ITEMS', 'LINES'],
    })
    const broken = userFile('def work(:\n')
    expect((await ask({ do: 'outline', file: broken })).at(-1)).toMatchObject({
      functions: [],
      problem: expect.stringMatching(/^report\.py is not Python in line 1: /),
    })
  })
})
