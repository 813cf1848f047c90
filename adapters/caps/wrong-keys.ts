import { isIPv6 } from "node:net"
import { sparingly } from "../sparingly.ts"

const MINUTE_MS = 60_000
/** So many wrong API keys a minute are a mistake. */
const MOST = 20
/** No more addresses are counted at a time; the one that began longest ago is forgotten first. */
const MOST_ADDRESSES = 10_000

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i

/** Whose a socket's address is: of IPv6 a network of 64 bits, which is one customer's (RFC 6177). */
export const networkOf = (address: string): string => {
  const [, mapped] = MAPPED.exec(address) ?? []
  if (mapped !== undefined) return mapped
  if (!isIPv6(address)) return address
  const [head = "", tail] = (address.split("%")[0] ?? "").split("::")
  const groups = (part: string | undefined) => (part === undefined || part === "" ? [] : part.split(":"))
  const [first, last] = [groups(head), groups(tail)]
  const zeros = Array<string>(Math.max(0, 8 - first.length - last.length)).fill("0")
  return `${[...first, ...zeros, ...last].slice(0, 4).join(":")}::/64`
}

/**
 * Counts wrong API keys by address. Who sends more than a few a minute is told to wait. A right key is never counted and always let in:
 * behind a proxy everybody has one address, and a secret of 256 bits is not guessed, however often somebody tries.
 */
export const wrongKeys = (report: (line: string) => void, now: () => number = () => performance.now()) => {
  const counted = new Map<string, { readonly since: number; count: number }>()
  const tell = sparingly(report, now)

  const countOf = (network: string) => {
    const current = counted.get(network)
    if (current !== undefined && now() - current.since < MINUTE_MS) return current
    counted.delete(network)
    const [oldest] = counted.keys()
    if (counted.size >= MOST_ADDRESSES && oldest !== undefined) counted.delete(oldest)
    const begun = { since: now(), count: 0 }
    counted.set(network, begun)
    return begun
  }

  return {
    /** Counts one. Null where it is still among the few, or how long to wait, in milliseconds. */
    count: (address: string): number | null => {
      const network = networkOf(address)
      const counting = countOf(network)
      counting.count += 1
      if (counting.count <= MOST) {
        tell(network, `wrong API key: ${network} sends one that nobody has`)
        return null
      }
      tell(
        `${network} slowed`,
        `wrong API keys: ${network} sends more than ${MOST} a minute that nobody has, and is answered 429`,
      )
      return Math.max(1, counting.since + MINUTE_MS - now())
    },
    /** How many addresses are counted. */
    size: (): number => counted.size,
  }
}
export type WrongKeys = ReturnType<typeof wrongKeys>
