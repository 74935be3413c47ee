import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { findRuntime } from '../find-runtime.ts'
import { GIL_FIELDS } from '../gil-struct.ts'
import { identify } from '../identify.ts'
import { ProcessMemory } from '../process-memory.ts'
import { pythons, startPython } from '../testing.ts'
import type { Python } from '../testing.ts'
import type { Layout } from './layout.ts'

const SAY_INCLUDE = 'import sysconfig; print(sysconfig.get_paths()["include"])'
const includeOf = ({ path }: Python) => spawnSync(path, ['-c', SAY_INCLUDE], { encoding: 'utf8' }).stdout.trim()
const hasCompiler = spawnSync('gcc', ['--version']).status === 0
const hasHeaders = (include: string) => existsSync(join(include, 'internal', 'pycore_pystate.h'))
const withHeaders = pythons().filter((python) => hasHeaders(includeOf(python)))

/** What C says of a version, and what its layout says: by name, an expression of C and a number. */
function fields(layout: Layout): Record<string, readonly [expression: string, offset: number | undefined]> {
  const { minor, interpreter, thread, frame, code, objects, gil } = layout
  const of = (struct: string, field: string) => `offsetof(${struct}, ${field})`
  const since = (version: number, then: string, before: string) => (minor >= version ? then : before)
  const frameStruct = since(11, '_PyInterpreterFrame', 'PyFrameObject')
  return {
    head: [of('_PyRuntimeState', 'interpreters.head'), layout.interpretersHead],
    interpretersBegun: [of('_PyRuntimeState', 'interpreters.next_id'), layout.interpretersHead + 16],
    gil: [
      since(12, of('PyInterpreterState', 'ceval.gil'), of('_PyRuntimeState', 'ceval.gil')),
      'runtime' in gil.at ? gil.at.runtime : gil.at.interpreter,
    ],
    gilInterval: [of('struct _gil_runtime_state', 'interval'), gil.start + GIL_FIELDS.interval],
    gilHolder: [of('struct _gil_runtime_state', 'last_holder'), gil.start + GIL_FIELDS.holder],
    gilLocked: [of('struct _gil_runtime_state', 'locked'), gil.start + GIL_FIELDS.locked],
    gilSwitches: [of('struct _gil_runtime_state', 'switch_number'), gil.start + GIL_FIELDS.switches],
    gilCondition: [of('struct _gil_runtime_state', 'cond'), gil.start + GIL_FIELDS.condition],
    next: [of('PyInterpreterState', 'next'), interpreter.next],
    id: [of('PyInterpreterState', 'id'), interpreter.id],
    threads: [of('PyInterpreterState', since(11, 'threads.head', 'tstate_head')), interpreter.threads],
    threadsBegun: [
      of('PyInterpreterState', since(11, 'threads.next_unique_id', 'tstate_next_unique_id')),
      interpreter.threadsBegun,
    ],
    modules: [of('PyInterpreterState', since(12, 'imports.modules', 'modules')), interpreter.modules],
    threadPrevious: [of('PyThreadState', 'prev'), thread.previous],
    threadNext: [of('PyThreadState', 'next'), thread.next],
    threadInterpreter: [of('PyThreadState', 'interp'), thread.interpreter],
    pthread: [of('PyThreadState', 'thread_id'), thread.pthread],
    native: [since(11, of('PyThreadState', 'native_thread_id'), '0'), thread.native ?? 0],
    currentFrame: [of('PyThreadState', since(13, 'current_frame', since(11, 'cframe', 'frame'))), thread.frame[0]],
    framePrevious: [of(frameStruct, since(11, 'previous', 'f_back')), frame.previous],
    frameCode: [of(frameStruct, since(13, 'f_executable', 'f_code')), frame.code],
    instruction: [of(frameStruct, since(13, 'instr_ptr', since(11, 'prev_instr', 'f_lasti'))), frame.instruction.at],
    owner: [since(11, of(frameStruct, 'owner'), '0'), frame.owner ?? 0],
    file: [of('PyCodeObject', 'co_filename'), code.file],
    name: [of('PyCodeObject', since(11, 'co_qualname', 'co_name')), code.name],
    firstLine: [of('PyCodeObject', 'co_firstlineno'), code.firstLine],
    lines: [of('PyCodeObject', since(10, 'co_linetable', 'co_lnotab')), code.lines],
    start: [since(11, of('PyCodeObject', 'co_code_adaptive'), '0'), code.start ?? 0],
    header: ['sizeof(PyObject)', objects.header],
    type: [of('PyObject', 'ob_type'), objects.type],
    stringLength: [of('PyASCIIObject', 'length'), objects.string.length],
    stringState: [of('PyASCIIObject', 'state'), objects.string.state],
    ascii: ['sizeof(PyASCIIObject)', objects.string.ascii],
    compact: ['sizeof(PyCompactUnicodeObject)', objects.string.compact],
    bytesLength: [of('PyVarObject', 'ob_size'), objects.bytes.length],
    bytesData: [of('PyBytesObject', 'ob_sval'), objects.bytes.data],
    typeName: [of('PyTypeObject', 'tp_name'), objects.types.name],
    basicSize: [of('PyTypeObject', 'tp_basicsize'), objects.types.basicSize],
    flags: [of('PyTypeObject', 'tp_flags'), objects.types.flags],
    dictOffset: [of('PyTypeObject', 'tp_dictoffset'), objects.types.dictOffset],
    cachedKeys: [of('PyHeapTypeObject', 'ht_cached_keys'), objects.types.cachedKeys],
    dictUsed: [of('PyDictObject', 'ma_used'), objects.dict.used],
    dictKeys: [of('PyDictObject', 'ma_keys'), objects.dict.keys],
    dictValues: [of('PyDictObject', 'ma_values'), objects.dict.values],
    firstValue: [since(11, of('struct _dictvalues', 'values'), '0'), objects.firstValue],
    setUsed: [of('PySetObject', 'used'), objects.set.used],
    setMask: [of('PySetObject', 'mask'), objects.set.mask],
    setTable: [of('PySetObject', 'table'), objects.set.table],
    reference: [of('PyWeakReference', 'wr_object'), objects.afterHeader],
    digits: [since(12, of('PyLongObject', 'long_value.ob_digit'), of('PyLongObject', 'ob_digit')), objects.int.digits],
    state: [layout.freeThreaded ? of('PyThreadState', 'state') : '0', thread.state ?? 0],
  }
}

const INCLUDES = (minor: number) => `#define Py_BUILD_CORE 1
#include <Python.h>
#include <stddef.h>
#include <stdio.h>
#include <frameobject.h>
#include <internal/pycore_pystate.h>
${minor >= 9 ? '#include <internal/pycore_interp.h>\n#include <internal/pycore_runtime.h>' : ''}
${minor >= 11 ? '#include <internal/pycore_frame.h>\n#include <internal/pycore_dict.h>' : ''}`

describe.skipIf(!hasCompiler || withHeaders.length === 0)('layouts', () => {
  const folder = mkdtempSync(join(tmpdir(), 'coreglow-layouts-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it.each(withHeaders)('$version: agrees with the headers of $path', async (python) => {
    const program = startPython(python.path, 'import time; print(0, flush=True); time.sleep(60)')
    await program.line(0)
    const memory = new ProcessMemory(program.pid)
    const { layout } = identify(findRuntime(program.pid, memory))
    memory.close()
    const expected = fields(layout)
    const source = join(folder, `${python.version}.c`)
    const prints = Object.values(expected).map(([expression]) => `printf("%zu ", (size_t)(${expression}));`)
    writeFileSync(source, `${INCLUDES(python.minor)}\nint main(void) { ${prints.join('\n')} return 0; }\n`)
    const binary = join(folder, python.version)
    const include = includeOf(python)
    const flags = ['-w', '-O0', `-I${include}`, `-I${join(include, 'internal')}`]
    const compiled = spawnSync('gcc', [...flags, '-o', binary, source], { encoding: 'utf8' })
    expect(compiled.stderr).toBe('')
    const numbers = spawnSync(binary, { encoding: 'utf8' }).stdout.trim().split(' ').map(Number)
    const said = Object.fromEntries(Object.keys(expected).map((name, index) => [name, numbers[index]]))
    expect(Object.fromEntries(Object.entries(expected).map(([name, [, offset]]) => [name, offset]))).toEqual(said)
  })
})
