import type { ToastManager } from '@base-ui/react/toast'
import { createContext, useContext } from 'react'
import { useStore } from 'zustand'
import type { Client } from '../../transport/client.ts'
import type { Live } from '../live/live.ts'
import type { Scheduler } from '../scheduler.ts'
import type { AppState, NoticeAction, Store } from './store.ts'

/** Shared by all views: store, live data, client, toasts. */
export interface App {
  readonly store: Store
  readonly live: Live
  readonly scheduler: Scheduler
  /** @throws CoreglowError closed while there is no connection. */
  readonly client: () => Client
  readonly reconnect: () => void
  readonly toasts: ToastManager
  /** Notifies the user with a toast. An error stays until dismissed; an action is offered for a while. */
  readonly notify: (kind: 'error' | 'done', text: string, action?: NoticeAction) => void
}

const AppContext = createContext<App | undefined>(undefined)
export const AppProvider = AppContext.Provider

export function useApp(): App {
  const app = useContext(AppContext)
  if (app === undefined) throw new Error('There is no AppProvider above this view.')
  return app
}

export function useAppState<T>(select: (state: AppState) => T): T {
  return useStore(useApp().store, select)
}
