import type { ReactNode } from 'react'
import type { FunctionField, FunctionForm } from '../../function/form.ts'
import { changeFunction } from '../../function/actions.ts'
import { useApp, useAppState } from '../../state/app.ts'
import texts from '../../components/text.module.css'
import fields from '../program/program-form.module.css'

/** What is wrong with a field; undefined where nothing is. */
export function useFieldProblem(field: FunctionField): string | undefined {
  return useAppState(({ functionPage: { problem } }) => (problem?.field === field ? problem.message : undefined))
}

interface FieldProps {
  readonly field: FunctionField
  readonly label: string
  /** A button beside it. */
  readonly extra?: ReactNode
  readonly children: ReactNode
}

/** A control with its label before it, and below it what is wrong with it. */
export function Field({ field, label, extra, children }: FieldProps) {
  return (
    <>
      <div className={fields.browsed}>
        <label className={fields.field}>
          <span>{label}</span>
          {children}
        </label>
        {extra}
      </div>
      <FieldProblem field={field} />
    </>
  )
}

const problemId = (field: FunctionField) => `problem-of-${field}`

export function FieldProblem({ field }: Pick<FieldProps, 'field'>) {
  const problem = useFieldProblem(field)
  if (problem === undefined) return undefined
  return (
    <p id={problemId(field)} className={fields.problem} role="alert">
      {problem}
    </p>
  )
}

type TextName = { [K in keyof FunctionForm]: FunctionForm[K] extends string ? K : never }[keyof FunctionForm]

interface TextProps {
  readonly field: Exclude<TextName, undefined>
  readonly label: string
  readonly placeholder: string
  readonly isCode?: boolean
  /** Lines of a larger field. */
  readonly rows?: number
  readonly inputMode?: 'numeric' | 'decimal'
  readonly className?: string
}

/** A text of the form, without its label. */
export function TextInput({ field, label, isCode = false, rows, className, ...rest }: TextProps) {
  const app = useApp()
  const value = useAppState(({ functionPage }) => functionPage.form[field])
  const isWrong = useFieldProblem(field) !== undefined
  const props = {
    'aria-label': label,
    className: [isCode ? texts.mono : undefined, className].filter(Boolean).join(' ') || undefined,
    value,
    spellCheck: false,
    autoComplete: 'off',
    autoCapitalize: 'off',
    'aria-invalid': isWrong,
    'aria-describedby': isWrong ? problemId(field) : undefined,
    onChange: ({ target }: { readonly target: { readonly value: string } }) =>
      changeFunction(app, { [field]: target.value }),
    ...rest,
  }
  return rows === undefined ? <input type="text" {...props} /> : <textarea rows={rows} {...props} />
}
