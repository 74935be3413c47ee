import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { startProgram } from './start.ts'

const TOKEN = 'token'
const folder = mkdtempSync(join(tmpdir(), 'coreglow-start-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function run(...command: string[]) {
  const output = { stdout: '', stderr: '' }
  const started = await startProgram({ type: 'start', command, folder, output: 'capture' }, TOKEN, (stream, text) => {
    output[stream] += text
  })
  return { ...(await started.ended), ...output, ...started }
}

const node = (code: string) => run(process.execPath, '-e', code)

test('the exit code, the signal and both outputs are those of the program, and it reads nothing', async () => {
  expect(await node('process.exitCode = 3; console.log("out"); console.error("err")')).toMatchObject({
    exitCode: 3,
    signal: null,
    stdout: 'out\n',
    stderr: 'err\n',
  })
  expect(await node('process.kill(process.pid, "SIGTERM"); setTimeout(() => {}, 1e4)')).toMatchObject({
    exitCode: null,
    signal: 'SIGTERM',
  })
  expect(await node('process.stdin.on("end", () => console.log("end")).resume()')).toMatchObject({ stdout: 'end\n' })
})

test('it runs in the folder and environment that were asked for', async () => {
  let stdout = ''
  const command = [process.execPath, '-p', 'process.cwd() + " " + process.env.ANSWER']
  const environment = { ANSWER: '42' }
  const started = await startProgram(
    { type: 'start', command, folder, environment, output: 'capture' },
    TOKEN,
    (_, text) => {
      stdout += text
    },
  )
  await started.ended
  expect(stdout).toBe(`${folder} 42\n`)
})

test('a descendant that keeps the output open does not keep the program from having ended', async () => {
  const { exitCode, stdout } = await node(
    'require("child_process").spawn("sleep", ["3"], { stdio: "inherit" }).unref(); console.log("out")',
  )
  expect([exitCode, stdout]).toEqual([0, 'out\n'])
})

describe('what cannot be started has a sentence', () => {
  const plain = join(folder, 'plain')
  writeFileSync(plain, 'not a program')
  const orphaned = join(folder, 'orphaned')
  writeFileSync(orphaned, '#!/no/such/interpreter\n')
  chmodSync(orphaned, 0o755)
  mkdirSync(join(folder, 'a-folder'))
  test.each([
    [['coreglow-no-such-program'], 'no-such-program', 'There is no program "coreglow-no-such-program".'],
    [['./nothing'], 'no-such-program', 'There is no program "./nothing".'],
    [[orphaned], 'no-such-program', 'the interpreter that its first line names does not exist'],
    [[plain], 'not-executable', 'not executable by this user'],
    [['./a-folder'], 'not-executable', './a-folder is a folder'],
    [[''], 'bad-params', 'The command is empty.'],
    [[process.execPath, 'a\0b'], 'bad-params', 'NUL'],
  ])('%j', async (command, code, message) => {
    await expect(run(...command)).rejects.toMatchObject({
      code,
      path: 'params.target.command',
      message: expect.stringContaining(message),
    })
  })

  test.each([
    ['/no/such/folder', 'does not exist'],
    [plain, 'is not a folder'],
  ])('in the folder %s', async (where, message) => {
    const command = ['true']
    const started = startProgram({ type: 'start', command, folder: where, output: 'capture' }, TOKEN, () => {})
    await expect(started).rejects.toMatchObject({
      code: 'bad-params',
      path: 'params.target.folder',
      message: expect.stringContaining(message),
    })
  })
})

test.runIf(process.platform === 'linux')('with inherited streams it stays in the group of the terminal', async () => {
  const command = ['sleep', '0.2']
  const started = await startProgram({ type: 'start', command, output: 'inherit' }, TOKEN, () => {})
  const groupOf = (pid: number | 'self') => readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]!.split(' ')[2]
  expect(groupOf(started.pid)).toBe(groupOf('self'))
  expect(await started.ended).toEqual({ exitCode: 0, signal: null })
})
