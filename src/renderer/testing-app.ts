import { Toast } from '@base-ui/react/toast'
import type { Experiment, Model, NumberParameter, Runtime } from '../contract/experiment.ts'
import { CoreglowError, type Calls, type CallName, type StreamName } from '../contract/procedures.ts'
import { traitsOf } from '../testing/sample-models.ts'
import type { Client } from '../transport/client.ts'
import { createLive } from './live/live.ts'
import { createScheduler } from './scheduler.ts'
import type { App } from './state/app.ts'
import { createAppStore, type AppState, type NoticeAction } from './state/store.ts'

type Answers = { readonly [K in CallName]?: (params: Calls[K]['params']) => Calls[K]['result'] }

export interface Setup {
  readonly state?: Partial<AppState>
  /** Answers of the engine; an answer that throws is an error of the engine. */
  readonly answers?: Answers
}

/** A stream that was opened; the test is the engine that sends its items. */
export interface FakeStream {
  readonly name: StreamName
  readonly params: unknown
  readonly listener: { readonly onItem: (item: unknown) => void; readonly onEnd: (error?: CoreglowError) => void }
}

/** An app whose engine is replaced by `answers`. `sent` lists the calls in their order, `streams` what was opened. */
export function fakeApp({ state = {}, answers = {} }: Setup = {}) {
  const sent: (readonly [name: CallName, params: unknown])[] = []
  const notices: string[] = []
  const actions: NoticeAction[] = []
  const store = createAppStore('system', 'dark')
  store.setState({ link: { status: 'open', host: HOST }, catalog: CATALOG, runtimes: RUNTIMES, ...state })
  const scheduler = createScheduler()
  const streams: FakeStream[] = []
  const client = {
    open(name: StreamName, params: unknown, listener: FakeStream['listener']): () => void {
      streams.push({ name, params, listener })
      return () => {}
    },
    async call<K extends CallName>(name: K, params: Calls[K]['params']): Promise<Calls[K]['result']> {
      sent.push([name, params])
      const answer = answers[name]
      if (answer === undefined) throw new CoreglowError('internal', `The test has no answer to ${name}.`)
      return answer(params)
    },
  } as unknown as Client
  const app: App = {
    store,
    scheduler,
    live: createLive(() => scheduler.invalidate()),
    client: () => client,
    reconnect: () => notices.push('reconnect'),
    toasts: Toast.createToastManager(),
    notify: (kind, text, action) => {
      notices.push(`${kind}: ${text}`)
      if (action !== undefined) actions.push(action)
    },
  }
  return { app, store, sent, streams, notices, actions }
}

/** An answer that the test gives when it wants to. */
export function later<T>() {
  let give: (value: T) => void = () => {}
  const answer = new Promise<T>((resolve) => (give = resolve))
  return { answer, give: (value: T) => give(value) }
}

export const HOST = { protocol: 1, version: '0', windowPicture: false, dialogs: false }

export const numberParameter = (id: string, rest: Partial<NumberParameter> = {}): NumberParameter => ({
  id,
  label: id,
  kind: 'number',
  unit: '',
  default: 2,
  min: 1,
  max: 10,
  ...rest,
})

export function sampleExperiment(id: string, change: Partial<Experiment> = {}): Experiment {
  return {
    id,
    group: 'The six runs',
    name: id,
    title: `Title of ${id}`,
    task: 'counts',
    question: `Question of ${id}?`,
    bet: { question: 'How long?', choices: [{ id: 'same', label: 'The same: they take turns' }] },
    work: 'countdown',
    models: { default: ['sequential', 'thread'], offered: { kinds: ['sequential', 'thread'] } },
    parameters: [
      numberParameter('workers', { label: 'Workers', kind: 'integer', max: 8 }),
      numberParameter('seconds', {
        label: 'Size',
        unit: 's',
        presets: [{ value: 1 }, { value: 2, note: 'published' }],
      }),
      numberParameter('repeat', { label: 'Repeats', kind: 'integer', default: 3, max: 20 }),
    ],
    published: [],
    lesson: { why: 'The GIL.', next: 'Try more.', source: 'A paper.' },
    ...change,
  }
}

const model = (id: string): Model => ({ id, label: id, description: '', ...traitsOf(id), available: true })

export function sampleRuntime(id: string, change: Partial<Runtime> = {}): Runtime {
  return {
    id,
    kind: 'cpython',
    label: `CPython ${id}`,
    path: `/usr/bin/${id}`,
    foundAs: [],
    version: id,
    status: 'ok',
    gilEnabled: true,
    freeThreadedBuild: false,
    models: ['sequential', 'threads'].map(model),
    work: ['countdown'],
    ...change,
  }
}

const CATALOG: AppState['catalog'] = {
  experiments: [sampleExperiment('waiting'), sampleExperiment('counting')],
  suites: [{ id: 'six', name: 'Both', title: 'Both runs', experiments: ['waiting', 'counting'] }],
  glossary: [{ id: 'gil', term: 'GIL', also: [], definition: 'A lock of the interpreter.' }],
  previews: {},
}

const RUNTIMES = { runtimes: [sampleRuntime('3.13'), sampleRuntime('3.12')], preferred: '3.13' }
