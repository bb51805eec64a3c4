/** The countries' outlines, projected (Equal Earth: areas stay comparable). A module of its own so that only maps load it. */
import { geoEqualEarth, geoPath } from 'd3-geo'
import { feature } from 'topojson-client'
import type { GeometryCollection, Topology } from 'topojson-specification'
import atlas from 'world-atlas/countries-110m.json'
import codes from './countries.json'

export interface Shape {
  id: string
  /** ISO 3166-1 alpha-2; empty for territories without one. */
  code: string
  path: string
}

const ANTARCTICA = '010'
const alpha2: Record<string, string> = codes

/** Outlines as SVG path data within width × height pixels. */
export function drawWorld(width: number, height: number): Shape[] {
  const topology = atlas as unknown as Topology<{ countries: GeometryCollection }>
  const collection = feature(topology, topology.objects.countries)
  const features = collection.features.filter((country) => country.id !== ANTARCTICA)
  const path = geoPath(geoEqualEarth().rotate([-11, 0]).fitSize([width, height], { type: 'FeatureCollection', features }))
  return features.map((country, index) => ({
    id: String(country.id ?? `unnamed-${index}`),
    code: alpha2[String(country.id)] ?? '',
    path: path(country) ?? '',
  }))
}
