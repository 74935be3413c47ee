// What belongs to the whole process and may be changed by the user's code.

/** Chosen: a line of an event holds them. */
const MAX_NAMES = 8

export function surroundings() {
  return { folder: process.cwd(), env: { ...process.env } }
}

/** As in "the working folder", "the environment variable TZ". */
export function changesSince({ folder, env }) {
  const names = new Set([...Object.keys(env), ...Object.keys(process.env)])
  const changed = [...names].filter((name) => env[name] !== process.env[name]).slice(0, MAX_NAMES)
  return [
    ...(process.cwd() === folder ? [] : ['the working folder']),
    ...changed.map((name) => `the environment variable ${name}`),
  ]
}
