import { useMemo } from 'react'
import { LIMITS } from '../../../contract/limits.ts'
import { NumberField } from '../../components/number-field.tsx'
import { Segments } from '../../components/segments.tsx'
import { Tip } from '../../components/tip.tsx'
import { changeFunction, defaultsOf } from '../../function/actions.ts'
import { functionChoices, interpretersFor } from '../../function/choices.ts'
import { chosenItems, type InputKind } from '../../function/form.ts'
import { useApp, useAppState } from '../../state/app.ts'
import { ModelChips } from '../model-chips.tsx'
import { Field, FieldProblem, TextInput } from './field.tsx'
import fields from '../program/program-form.module.css'
import texts from '../../components/text.module.css'
import styles from './function-form.module.css'

/** How the function is run: inputs, models, numbers and interpreter. */
export function RunFields() {
  return (
    <>
      <Inputs />
      <Interpreter />
      <Models />
      <Numbers />
      <Sweep />
    </>
  )
}

const INPUT_OPTIONS: readonly { readonly value: InputKind; readonly label: string; readonly tip: string }[] = [
  { value: 'items', label: 'in the file', tip: 'A list, a range or another iterable at the top of the module' },
  { value: 'json', label: 'JSON', tip: 'A list, typed here' },
  { value: 'count', label: 'numbers', tip: 'The numbers from 0' },
]

function Inputs() {
  const app = useApp()
  const form = useAppState(({ functionPage }) => functionPage.form)
  const outline = useAppState(({ functionPage }) => functionPage.outline?.outline)
  const names = outline?.items ?? []
  const chosen = chosenItems(form, outline)
  const options = chosen === undefined || names.includes(chosen) ? names : [chosen, ...names]
  return (
    <>
      <div className={fields.field}>
        <span>Inputs</span>
        <span className={styles.inputs}>
          <Segments
            label="Inputs"
            value={form.inputKind}
            options={INPUT_OPTIONS}
            onChange={(inputKind) => changeFunction(app, { inputKind })}
          />
          {form.inputKind === 'items' && (
            <select
              aria-label="Name of the inputs in the module"
              value={chosen ?? ''}
              disabled={options.length === 0}
              onChange={({ target }) => changeFunction(app, { items: target.value })}
            >
              {options.length === 0 && <option value="">ITEMS</option>}
              {options.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          )}
          {form.inputKind === 'count' && (
            <>
              <span className={texts.dim}>0 to</span>
              <TextInput
                field="count"
                label="How many numbers, from 0"
                placeholder="1000"
                inputMode="numeric"
                className={styles.number}
              />
              <span className={texts.dim}>− 1</span>
            </>
          )}
        </span>
      </div>
      {form.inputKind === 'json' && (
        <div className={styles.json}>
          <TextInput field="json" label="Inputs as JSON" placeholder="[10, 20, 30]" isCode rows={3} />
        </div>
      )}
      {form.inputKind === 'items' && outline !== undefined && names.length === 0 && outline.problem === undefined && (
        <p className={fields.hint}>The file has no list such as ITEMS. Use JSON or numbers.</p>
      )}
      <FieldProblem field="items" />
      <FieldProblem field="json" />
      <FieldProblem field="count" />
    </>
  )
}

function Interpreter() {
  const app = useApp()
  const form = useAppState(({ functionPage }) => functionPage.form)
  const own = useAppState(({ functionPage }) => functionPage.outline?.outline?.runtime)
  const runtimes = useAppState((state) => state.runtimes)
  const usable = interpretersFor(form, runtimes)
  const isKnown = usable.some(({ id }) => id === form.runtime)
  return (
    <>
      <Field field="runtime" label="Interpreter">
        <select
          aria-label="Interpreter"
          value={isKnown ? form.runtime : ''}
          onChange={({ target }) => changeFunction(app, { runtime: target.value })}
        >
          <option value="">{own === undefined ? 'of the project' : `${own.label} · ${own.reason}`}</option>
          {usable.map(({ id, label, path }) => (
            <option key={id} value={id} title={path}>
              {label}
            </option>
          ))}
        </select>
      </Field>
      <p className={fields.hint}>
        Unless another is chosen: of the project's virtual environment, else the preferred one.
      </p>
    </>
  )
}

function Models() {
  const app = useApp()
  const { form, outline } = useAppState((state) => state.functionPage)
  const runtimes = useAppState((state) => state.runtimes)
  const busy = useAppState((state) => state.runs.busy)
  const choices = useMemo(() => functionChoices(form, outline?.outline, runtimes), [form, outline, runtimes])
  return (
    <>
      <div className={`${fields.field} ${styles.models}`}>
        <span>Models</span>
        {choices.length === 0 ? (
          <span className={texts.faint}>One for each way to run it that the interpreter has.</span>
        ) : (
          <ModelChips
            choices={choices}
            isCrowded
            disabled={busy}
            onChange={(models) => changeFunction(app, { models: [...models] })}
          />
        )}
      </div>
      <FieldProblem field="models" />
    </>
  )
}

function Numbers() {
  const app = useApp()
  const form = useAppState(({ functionPage }) => functionPage.form)
  const stored = useAppState((state) => state.stored)
  const machine = useAppState((state) => state.machine)
  const { workers, repeat } = defaultsOf({ stored, machine })
  return (
    <>
      <div className={styles.numbers}>
        <div className={fields.field}>
          <span>Workers</span>
          <div className={styles.stepper}>
            <NumberField
              label="Workers"
              min={LIMITS.workers.min}
              max={machine?.limits.maxWorkers ?? LIMITS.workers.max}
              value={form.workers ?? workers}
              onChange={(next) => changeFunction(app, { workers: next })}
            />
          </div>
        </div>
        <div className={fields.field}>
          <span>Repeats</span>
          <div className={styles.stepper}>
            <NumberField
              label="Repeats"
              min={LIMITS.repeat.min}
              max={machine?.limits.maxRepeat ?? LIMITS.repeat.max}
              value={form.repeat ?? repeat}
              onChange={(next) => changeFunction(app, { repeat: next })}
            />
          </div>
        </div>
        <div className={fields.field}>
          <Tip text="Items that a pool hands over at once. Automatic: where an item takes less than 1 ms, some sizes are compared.">
            <span>Chunk</span>
          </Tip>
          <TextInput
            field="chunk"
            label="Chunk"
            placeholder="automatic"
            inputMode="numeric"
            className={styles.number}
          />
        </div>
        <div className={fields.field}>
          <Tip text="Seconds that one item may take. A model that takes longer is ended, and the others go on.">
            <span>Item timeout, s</span>
          </Tip>
          <TextInput
            field="timeout"
            label="Item timeout, s"
            placeholder="60"
            inputMode="decimal"
            className={styles.number}
          />
        </div>
      </div>
      {(['workers', 'repeat', 'chunk', 'timeout'] as const).map((field) => (
        <FieldProblem key={field} field={field} />
      ))}
    </>
  )
}

function Sweep() {
  const app = useApp()
  const sweep = useAppState(({ functionPage }) => functionPage.form.sweep)
  const workers = useAppState((state) => state.functionPage.form.workers ?? defaultsOf(state).workers)
  return (
    <label className={fields.check}>
      <input
        type="checkbox"
        checked={sweep}
        onChange={({ target }) => changeFunction(app, { sweep: target.checked })}
      />
      Sweep: the two best models also with 1 to {workers} workers
    </label>
  )
}
