import type { ReactNode } from 'react'
import { ErrorBoundary } from 'react-error-boundary'
import panel from '../components/panel.module.css'
import page from './page.module.css'
import { PanelFailure } from './panel-failure.tsx'

interface Props {
  /** Name of the panel: the message has its place. */
  readonly name: string
  /** Class that places it, where its name alone does not. */
  readonly className?: string
  /** A change of one of these values tries again. */
  readonly resetKeys: readonly unknown[]
  readonly children: ReactNode
}

/** Confines the failure of a panel to the panel. */
export function PanelBoundary({ name, className = '', resetKeys, children }: Props) {
  return (
    <ErrorBoundary
      resetKeys={[...resetKeys]}
      fallbackRender={({ error, resetErrorBoundary }) => (
        <section className={`${panel.panel} ${panel.scroll} ${className}`} data-panel={name}>
          <PanelFailure error={error} onRetry={resetErrorBoundary} />
        </section>
      )}
    >
      {children}
    </ErrorBoundary>
  )
}

/** Takes the place of the whole page when what is outside the panels fails. */
export function PageBoundary({ children }: { readonly children: ReactNode }) {
  return (
    <ErrorBoundary
      fallbackRender={({ error, resetErrorBoundary }) => (
        <main className={page.page}>
          <PanelFailure part="page" error={error} onRetry={resetErrorBoundary} />
        </main>
      )}
    >
      {children}
    </ErrorBoundary>
  )
}
