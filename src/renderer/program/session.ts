import type { Diagnosis } from '../../contract/finding.ts'
import type { LiveFunctions, ProcessSummary, Program, ProgramEvent, ProgramRequest } from '../../contract/program.ts'
import { createActivityLog, type ActivityLog } from './activity-log.ts'

export type Functions = LiveFunctions['functions']

export interface OutputLine {
  readonly stream: 'stdout' | 'stderr'
  readonly text: string
}

/** A program that is watched from this page, or has just been. */
export interface ProgramSession {
  readonly request: ProgramRequest
  /** `ended`: the program has ended, and its observation is being saved. */
  readonly phase: 'starting' | 'running' | 'ended' | 'over'
  /** Of the observation; missing until the program has begun. */
  readonly id?: string
  readonly program?: Program
  readonly startNs?: number
  readonly log: ActivityLog
  /** Of the log's threads and GILs, so that a change of them is one of the session. */
  readonly revision: number
  readonly functions: ReadonlyMap<number, Functions>
  readonly diagnosis?: Diagnosis
  readonly processes: readonly ProcessSummary[]
  readonly cpuSeconds?: number
  readonly wallSeconds?: number
  readonly output: readonly OutputLine[]
  /** The last line of each stream goes on with the next text. */
  readonly isOpen: { readonly stdout: boolean; readonly stderr: boolean }
  readonly warnings: readonly string[]
  readonly end?: Extract<ProgramEvent, { type: 'end' }>
}

export function beginSession(request: ProgramRequest): ProgramSession {
  return {
    request,
    phase: 'starting',
    log: createActivityLog(0),
    revision: 0,
    functions: new Map(),
    processes: [],
    output: [],
    isOpen: { stdout: false, stderr: false },
    warnings: [],
  }
}

/** Whether the program, or its watching, is still on. */
export function isOn({ phase }: ProgramSession): boolean {
  return phase !== 'over'
}

/** The session after an event. Windows and turns go into the log and leave the session as it is. */
export function reduceSession(session: ProgramSession, event: ProgramEvent): ProgramSession {
  switch (event.type) {
    case 'began': {
      const { id, program, startNs } = event
      return { ...session, phase: 'running', id, program, startNs, log: createActivityLog(startNs) }
    }
    case 'threads':
      session.log.addThreads(event.threads, event.gils)
      return { ...session, revision: session.log.revision }
    case 'window':
      session.log.addWindow(event.window)
      return session
    case 'turns':
      session.log.addTurns(event.turns)
      return session
    case 'functions': {
      const functions = new Map(session.functions)
      for (const { thread, functions: latest } of event.threads) functions.set(thread, latest)
      return { ...session, functions }
    }
    case 'diagnosis': {
      const { diagnosis, processes, cpuSeconds, wallSeconds } = event
      return { ...session, diagnosis, processes, cpuSeconds, wallSeconds }
    }
    case 'output':
      return withOutput(session, event.stream, event.text)
    case 'warning':
      return session.warnings.includes(event.message)
        ? session
        : { ...session, warnings: [...session.warnings, event.message] }
    case 'ended': {
      const { exitCode, signal } = event
      return { ...session, phase: 'ended', program: session.program && { ...session.program, exitCode, signal } }
    }
    case 'end':
      return { ...session, phase: 'over', diagnosis: event.diagnosis, end: event }
  }
  return event satisfies never
}

/** Lines of output that are kept, and letters of one. Chosen: more than is read, little enough to draw. */
const MAX_LINES = 400
const MAX_LETTERS = 2000

function withOutput(session: ProgramSession, stream: OutputLine['stream'], text: string): ProgramSession {
  const parts = text.split('\n')
  const goesOn = parts.at(-1) !== ''
  if (!goesOn) parts.pop()
  const output = [...session.output]
  parts.forEach((part, i) => {
    const clean = part.replace(/\r$/u, '')
    const last = output.findLastIndex((line) => line.stream === stream)
    if (i === 0 && session.isOpen[stream] && last >= 0) {
      output[last] = { stream, text: (output[last]!.text + clean).slice(0, MAX_LETTERS) }
    } else output.push({ stream, text: clean.slice(0, MAX_LETTERS) })
  })
  return { ...session, output: output.slice(-MAX_LINES), isOpen: { ...session.isOpen, [stream]: goesOn } }
}
