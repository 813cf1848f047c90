import type { RouteLimit } from "../limits.ts"

export const limits: readonly RouteLimit[] = []

export const mount = (): void => undefined
