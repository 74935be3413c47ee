import { CSPProvider } from '@base-ui/react/csp-provider'
import { createRoot } from 'react-dom/client'
import { TipLayer } from './components/tip.tsx'
import { Toasts } from './components/toasts.tsx'
import { AppProvider } from './state/app.ts'
import { createApp } from './state/create-app.ts'
import './theme/tokens.css'
import './theme/base.css'
import { PageBoundary } from './views/boundaries.tsx'
import { Screen } from './views/screen.tsx'

const app = createApp()

createRoot(document.querySelector('#root')!).render(
  <AppProvider value={app}>
    <CSPProvider disableStyleElements>
      <PageBoundary>
        <Screen />
      </PageBoundary>
      <Toasts />
      <TipLayer />
    </CSPProvider>
  </AppProvider>,
)
