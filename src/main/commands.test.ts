import { expect, test } from 'vitest'
import type { Command } from '../contract/procedures.ts'
import { createCommands } from './commands.ts'

test('commands reach the page that listens, and wait for it where there is none yet', () => {
  const commands = createCommands()
  const heard: Command[] = []
  commands.send({ command: 'show', id: 'a' })
  const stop = commands.listen((command) => heard.push(command))
  commands.send({ command: 'run' })
  stop()
  commands.send({ command: 'stop' })
  expect(heard).toEqual([{ command: 'show', id: 'a' }, { command: 'run' }])
  commands.listen((command) => heard.push(command))
  expect(heard.at(-1)).toEqual({ command: 'stop' })
})
