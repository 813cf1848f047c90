import { type Server, type ServerResponse, createServer } from "node:http"
import { isIP } from "node:net"
import { getRequestListener } from "@hono/node-server"
import { Data } from "effect"
import { type Config, readConfig } from "../config/config.ts"
import { capsOf } from "../caps/caps.ts"
import { openService } from "../library/open.ts"
import { policyChanges } from "../library/policy-changes.ts"
import { isLoopback } from "../loopback.ts"
import { toStandardError } from "../streams.ts"
import { createApp } from "./app.ts"

/** The service can't listen as it was told to. The message says what to do. */
export class ListenError extends Data.TaggedError("ListenError")<{ readonly message: string }> {}

/** How often overdue requests are tidied away, in milliseconds. Nothing depends on it. */
const SWEEP_MS = 60_000
/** How long open connections have to finish once the service stops, in milliseconds. */
const DRAIN_MS = 10_000

/** Limits against slow clients, in milliseconds: for the headers, for the whole request, for silence between requests. */
const PATIENCE = { headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 5_000 } as const
const MAX_HEADER_BYTES = 16 * 1024

export interface Service {
  readonly url: string
  /** Stops listening, finishes what is under way, closes the store. */
  readonly close: () => Promise<void>
}

const listen = (server: Server, { host, port }: Config["listen"]): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once("error", ({ message }) => {
      reject(new ListenError({ message: `can't listen on ${host}:${port}: ${message}` }))
    })
    server.listen({ host, port }, resolve)
  })

const urlOf = (server: Server, { host, port }: Config["listen"]): string => {
  const address = server.address()
  const chosen = typeof address === "object" && address !== null ? address.port : port
  return `http://${isIP(host) === 6 ? `[${host}]` : host}:${chosen}`
}

const stop = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    const cut = setTimeout(() => {
      server.closeAllConnections()
    }, DRAIN_MS)
    server.close(() => {
      clearTimeout(cut)
      resolve()
    })
  })

const toStderr = (line: string): void => {
  toStandardError(`interlock: ${line}`)
}

/**
 * Opens the gate and serves it over HTTP. Requests are authenticated wherever it listens; off this machine it listens only
 * when the config has an API key at all, and TLS is the part of a proxy before it.
 * @param config the path of a config file, or what was read from one
 * @throws ListenError, and whatever `openGate` throws
 */
export const serve = async (config: Config | string): Promise<Service> => {
  const settled = typeof config === "string" ? readConfig(config) : config
  const { listen: address, directory } = settled
  if (!isLoopback(address.host) && !directory.hasApiKeys)
    throw new ListenError({
      message: `${address.host} can be reached from other machines, and nobody has an API key: add one with \`interlock keys add\`, or listen on 127.0.0.1`,
    })
  const caps = capsOf(settled.limits, toStderr)
  const { gate, readBody, announce } = await openService(settled, caps.stored)
  const app = await createApp(gate, { report: toStderr, caps, readBody })
  // This is a process of its own, so that its answers may be made by a Response that needs no stream.
  const answer = getRequestListener((request, { incoming }) => app.fetch(request, { incoming }), {
    overrideGlobalObjects: true,
    // Probes of HTTP/1.0 name no host.
    hostname: "localhost",
  })
  const underWay = new Set<ServerResponse>()
  const server = createServer({ ...PATIENCE, maxHeaderSize: MAX_HEADER_BYTES }, (incoming, outgoing) => {
    underWay.add(outgoing)
    outgoing.once("close", () => underWay.delete(outgoing))
    void answer(incoming, outgoing)
  })
  try {
    for (const line of await policyChanges(gate, settled.policies)) toStderr(line)
    await listen(server, address)
    // A start that fails changes nothing for a process that runs.
    await announce()
  } catch (error) {
    await gate.close()
    throw error
  }
  gate.notices.deliver(toStderr)
  const sweeping = setInterval(() => {
    gate.sweep().catch((error: unknown) => {
      toStderr(`overdue requests were not tidied away: ${error instanceof Error ? error.name : "unknown failure"}`)
    })
  }, SWEEP_MS)
  return {
    url: urlOf(server, address),
    close: async () => {
      clearInterval(sweeping)
      const stopped = stop(server)
      // Or each connection would stay open after its answer, for as long as silence is allowed.
      for (const outgoing of underWay) if (!outgoing.headersSent) outgoing.setHeader("connection", "close")
      await gate.close()
      await stopped
    },
  }
}

/** Resolves when the process is asked to end (SIGTERM, SIGINT) and the service has closed. A second signal ends it at once. */
export const untilStopped = async ({ close }: Service): Promise<void> => {
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const)
      process.once(signal, () => {
        resolve()
      })
  })
  await close()
}
