import { render } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import type { ReactNode } from 'react'
import { TipLayer } from './components/tip.tsx'
import { Toasts } from './components/toasts.tsx'
import { AppProvider } from './state/app.ts'
import { fakeApp, type Setup } from './testing-app.ts'

export { numberParameter, sampleExperiment, sampleRuntime } from './testing-app.ts'

/** Shows a view in an app whose engine is replaced by answers: see `fakeApp`. */
export function show(view: ReactNode, setup: Setup = {}) {
  const fake = fakeApp(setup)
  const { container } = render(
    <AppProvider value={fake.app}>
      {view}
      <Toasts />
      <TipLayer />
    </AppProvider>,
  )
  return { ...fake, container, user: userEvent.setup() }
}
