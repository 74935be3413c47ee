import styles from './badge.module.css'

/** Classes of a worker's number on its colour; there are eight colours. `worker` counts from 0. */
export function badgeClass(worker: number): string {
  return `${styles.badge} ${styles[`w${(worker % 8) + 1}`]}`
}
