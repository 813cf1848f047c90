/** A text that was written in another one, and where. */
export interface Written {
  readonly text: string
  /** Of each unit of it, what of the outermost text it was written as: from here, and up to there. */
  readonly from: readonly number[]
  readonly to: readonly number[]
}

/** What stands there as itself. */
export const asItself = (text: string): Written => {
  const [from, to]: [number[], number[]] = [[], []]
  for (let index = 0; index < text.length; index += 1) {
    from.push(index)
    to.push(index + 1)
  }
  return { text, from, to }
}

/** As many units at once as a call takes arguments, safely. */
const AT_ONCE = 8192

/** Takes down what is read of a text, unit by unit. */
export const taking = (of: Written) => {
  const units: number[] = []
  const from: number[] = []
  const to: number[] = []
  return {
    /** A code point that these units of the text stand for. */
    take: (point: number, start: number, end: number): void => {
      const [first, last] = [of.from[start] ?? 0, of.to[end - 1] ?? 0]
      const pair = point > 0xffff
      units.push(pair ? 0xd7c0 + (point >> 10) : point)
      from.push(first)
      to.push(last)
      if (!pair) return
      units.push(0xdc00 + (point & 0x3ff))
      from.push(first)
      to.push(last)
    },
    /** Units as they are. */
    copy: (start: number, end: number): void => {
      for (let index = start; index < end; index += 1) {
        units.push(of.text.charCodeAt(index))
        from.push(of.from[index] ?? 0)
        to.push(of.to[index] ?? 0)
      }
    },
    taken: (): Written => {
      let text = ""
      for (let start = 0; start < units.length; start += AT_ONCE)
        text += String.fromCharCode(...units.slice(start, start + AT_ONCE))
      return { text, from, to }
    },
  }
}
export type Taking = ReturnType<typeof taking>
