import { debugOffsetsVersion } from './debug-offsets.ts'
import { OBJECTS_3_13 } from './objects.ts'

/** Source: `_Py_DebugOffsets` in internal/pycore_debug_offsets.h of 3.14.10. */
export const cpython314 = debugOffsetsVersion({
  minor: 14,
  table: {
    runtime: 'size finalizing head',
    interpreter:
      'size id next threads main gc modules sysdict builtins gil ownGil enabled locked holder generation copiesGeneration',
    thread: 'size previous next interpreter frame pthread native chunk status',
    frame: 'size previous code instruction locals owner stack copy',
    code: 'size file plainName name lines firstLine arguments localsNames localsKinds start copies',
    object: 'size type',
    type: 'size name repr flags',
    tuple: 'size items length',
    list: 'size items length',
    set: 'size used table mask',
    dict: 'size keys values',
    float: 'size value',
    int: 'size tag digits',
    bytes: 'size length data',
    string: 'size state length ascii',
  },
  threadStateAfterStatus: 12,
  kindBit: { gil: 2, freeThreaded: 8 },
  objects: OBJECTS_3_13,
  asyncio: { taskState: 104, registry: 'lists' },
})
