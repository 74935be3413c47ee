import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import type { Runtime } from '../../contract/experiment.ts'
import { CoreglowError } from '../../contract/procedures.ts'
import { NODE, runtimeLike } from '../experiments/testing.ts'
import { chooseInterpreter } from './interpreter.ts'
import { projectInterpreter, type ProjectContext } from './project.ts'
import { userFiles } from './testing.ts'

function place(files: Readonly<Record<string, string>>) {
  const folder = userFiles({})
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  const context = (env: ProjectContext['env'] = {}, platform: NodeJS.Platform = 'linux') => {
    return { env, home: join(folder, 'home'), platform }
  }
  return { folder, context }
}

test('the virtual environment beside the file, or above it, wins', async () => {
  const { folder, context } = place({ 'shop/.venv/pyvenv.cfg': '', 'shop/a.py': '', 'shop/jobs/b.py': '' })
  const active = context({ VIRTUAL_ENV: '/other' })
  const path = join(folder, 'shop/.venv/bin/python')
  expect(await projectInterpreter(join(folder, 'shop/a.py'), active)).toEqual({ path, reason: "the project's .venv" })
  expect(await projectInterpreter(join(folder, 'shop/jobs/b.py'), active)).toEqual({
    path,
    reason: `the project's .venv, in ${join(folder, 'shop')}`,
  })
  const windows = await projectInterpreter(join(folder, 'shop/a.py'), context({}, 'win32'))
  expect(windows?.path).toBe(join(folder, 'shop/.venv/Scripts/python.exe'))
})

test('a folder named venv counts, one without pyvenv.cfg does not', async () => {
  const { folder, context } = place({ 'venv/pyvenv.cfg': '', '.venv/notes': '', 'a.py': '' })
  expect(await projectInterpreter(join(folder, 'a.py'), context())).toMatchObject({ reason: "the project's venv" })
})

test('else the active environment, and then the version that the project names', async () => {
  const { folder, context } = place({
    'a.py': '',
    '.python-version': '# ours\n3.9\n',
    'home/.pyenv/versions/3.9.1/bin/python': '',
    'home/.pyenv/versions/3.9.20/bin/python': '',
  })
  const file = join(folder, 'a.py')
  expect(await projectInterpreter(file, context({ VIRTUAL_ENV: '/env' }))).toMatchObject({ path: '/env/bin/python' })
  expect(await projectInterpreter(file, context({ CONDA_PREFIX: '/conda' }))).toMatchObject({
    path: '/conda/bin/python',
  })
  expect(await projectInterpreter(file, context())).toEqual({
    path: join(folder, 'home/.pyenv/versions/3.9.20/bin/python'),
    reason: `pyenv's .python-version of ${folder} (3.9)`,
  })
  writeFileSync(join(folder, '.python-version'), '3.12\n')
  expect(await projectInterpreter(file, context())).toEqual({
    version: '3.12',
    reason: `.python-version of ${folder} (3.12)`,
  })
})

const PYTHON = { file: '/home/user/a.py', folder: '/home/user', kind: 'cpython' } as const
const [OLD, NEW] = ['3.11.7', '3.12.4'].map((version) => runtimeLike({ id: `cpython-${version}`, version }))

function known(broken?: string) {
  const all: Runtime[] = [NEW!, OLD!, NODE]
  return {
    list: async () => all,
    preferred: async () => NEW!,
    resolve: async (id: string) => {
      if (broken !== undefined) throw new CoreglowError('broken-runtime', broken)
      return all.find((runtime) => runtime.id === id) ?? OLD!
    },
  }
}

const none = async () => undefined

test('an interpreter that the request names wins, and no reason is kept', async () => {
  const project = async () => ({ path: '/p/.venv/bin/python', reason: "the project's .venv" })
  expect(await chooseInterpreter(PYTHON, 'cpython-3.12.4', known(), project)).toEqual({ runtime: NEW })
  expect(await chooseInterpreter(PYTHON, undefined, known(), project)).toEqual({
    runtime: OLD,
    reason: "the project's .venv",
  })
  expect(await chooseInterpreter(PYTHON, undefined, known(), none)).toMatchObject({
    runtime: NEW,
    reason: 'the preferred interpreter',
  })
  expect(await chooseInterpreter({ ...PYTHON, kind: 'node' }, undefined, known(), none)).toMatchObject({
    runtime: NODE,
  })
})

test('a version that the project names is looked for; where it is not here, the reason says so', async () => {
  const asks = (version: string) => async () => ({ version, reason: `.python-version (${version})` })
  expect(await chooseInterpreter(PYTHON, undefined, known(), asks('3.11'))).toMatchObject({ runtime: OLD })
  expect(await chooseInterpreter(PYTHON, undefined, known(), asks('3.1'))).toEqual({
    runtime: NEW,
    reason: 'the preferred interpreter; .python-version (3.1) names a version that is not here',
  })
})

test('an interpreter that cannot run the file says why', async () => {
  await expect(chooseInterpreter(PYTHON, 'node', known(), none)).rejects.toMatchObject({
    code: 'unsupported',
    path: 'params.runtime',
    message: 'Node 20 cannot run a.py; it needs a Python interpreter.',
  })
  const project = async () => ({ path: '/p/.venv/bin/python', reason: "the project's .venv" })
  const broken = known('Cannot use /p/.venv/bin/python. Not executable.')
  await expect(chooseInterpreter(PYTHON, undefined, broken, project)).rejects.toMatchObject({
    code: 'broken-runtime',
    message: expect.stringMatching(/Not executable\. It is the project's \.venv/),
  })
})
