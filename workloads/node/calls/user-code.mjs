// Runs the user's code in the main thread, where it may end the process or fail beside its result.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { fail } from '../channel.mjs'
import { ItemError, outsideOfItems } from './failure.mjs'

/**
 * What `use` returns, when promises that nobody awaits had their turn to fail. Where the user's code ends the process, an error event says so before.
 * `itemUnderWay()` is then the number of the item, if there is one.
 * @throws what `use` throws, or an Error about what failed beside it
 */
export async function whileUserCodeRuns(use, itemUnderWay) {
  let reject
  const failure = new Promise((_, no) => (reject = no))
  const onError = (error) => reject(outsideOfItems(error))
  const onExit = (code) => {
    const item = itemUnderWay?.()
    const where = item === undefined ? '' : ` in item ${item}`
    fail(new ItemError(item, `The user's code ended the process${where}, with exit code ${code}.`))
  }
  process.on('uncaughtException', onError).on('unhandledRejection', onError).on('exit', onExit)
  try {
    const done = use().then(async (result) => {
      await nextTurn()
      await printed()
      return result
    })
    return await Promise.race([done, failure])
  } finally {
    process.off('uncaughtException', onError).off('unhandledRejection', onError).off('exit', onExit)
  }
}

/** Resolves when all that was printed has left this thread. */
export function printed() {
  const streams = [process.stdout, process.stderr].filter(({ writableLength }) => writableLength > 0)
  return Promise.all(streams.map((stream) => new Promise((resolve) => stream.write('', resolve))))
}
