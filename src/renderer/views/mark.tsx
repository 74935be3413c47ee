import styles from './mark.module.css'

export function Mark() {
  return (
    <i className={styles.mark} aria-hidden="true">
      <b />
      <b className={styles.first} />
      <b className={styles.second} />
      <b />
    </i>
  )
}
