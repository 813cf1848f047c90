/** Ways out of a network. Data only; names are the providers' own. */

/** A route is open when it leads out of the network by one of these; a destination of 0.0.0.0/0 alone says nothing. */
export const ROUTES: readonly string[] = [
  "aws_route",
  "aws_route_table",
  "aws_default_route_table",
  "google_compute_route",
  "azurerm_route",
  "azurerm_route_table",
]

export const WAYS_OUT: Readonly<Record<string, RegExp>> = {
  gateway_id: /^igw-/,
  next_hop_gateway: /default-internet-gateway/,
  next_hop_type: /^internet$/i,
}
