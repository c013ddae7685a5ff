import type { DataShare } from './disk-usage.ts'

/** Where data is, as messages say it. */
export interface DataPlace {
  /** What fills up: `The memory for data (/dev/shm)`. */
  readonly what: string
  /** How to give more, in a sentence. */
  readonly advice: string
}

/** The room of a file system, in bytes. */
export interface Room {
  readonly free: number
  readonly total: number
}

/** A write that there is no room for; all in bytes. */
export interface RefusedWrite {
  readonly room: Room
  /** What is kept for those who hold less than others. */
  readonly reserve: number
  /** What the write may take. */
  readonly needed: number
  /** What whoever writes holds. */
  readonly share: DataShare
}

/** Why a write is refused. */
export function tooFull(place: DataPlace, { room, reserve, needed, share }: RefusedWrite): string {
  return [
    `${place.what} is too full for this write, which may take ${taken(needed)}:`,
    `${inMB(room.free)} of ${inMB(room.total)} are left, and ${inMB(reserve)} are kept for other runs.`,
    `${taken(share.bytes)} are of ${share.holder.who}, which may not write that much until there is room.`,
    wayOut(place),
  ].join(' ')
}

/** Nothing is left, and who holds most. */
export function fullBecauseOf({ what }: DataPlace, { holder, bytes }: DataShare, { free, total }: Room): string {
  const held = `Most of what runs hold there, ${taken(bytes)}, is of ${holder.who}.`
  return `${what} is full: ${inMB(free)} of ${inMB(total)} are left. ${held}`
}

/** A write failed for want of room. `refused`: those who may not write for that. */
export function noneLeft(place: DataPlace, refused: readonly DataShare['holder'][]): string {
  const held = refused.slice(-1).map(({ who }) => `Most of what runs hold there is of ${who}.`)
  return [`${place.what} is full.`, ...held, wayOut(place)].join(' ')
}

const wayOut = ({ advice }: DataPlace): string => `Delete indices, or use less data. ${advice}`

const inMB = (bytes: number): string => `${Math.round(bytes / 1_000_000)} MB`

/** Bytes that take room: never 0 MB. */
const taken = (bytes: number): string => inMB(Math.ceil(bytes / 1_000_000) * 1_000_000)
