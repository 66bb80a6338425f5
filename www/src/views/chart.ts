// Draws a KPI. The only file that knows ECharts, and only the parts that it needs.

import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, TooltipComponent } from 'echarts/components';
import { init, use, type ComposeOption } from 'echarts/core';
import type { BarSeriesOption, LineSeriesOption } from 'echarts/charts';
import type { GridComponentOption, TooltipComponentOption } from 'echarts/components';
import { SVGRenderer } from 'echarts/renderers';

import type { Chart, Point } from '../data/chart.ts';
import { drawnIn, figureText, tickText } from '../data/format.ts';
import type { Severity, Unit } from '../data/results.ts';
import type { Lang } from '../engine/catalogue.ts';
import { text } from '../text.ts';

use([BarChart, LineChart, GridComponent, TooltipComponent, SVGRenderer]);

type Option = ComposeOption<BarSeriesOption | LineSeriesOption | GridComponentOption | TooltipComponentOption>;

/** The colours stand in style.css. */
function colour(place: HTMLElement, name: string): string {
  return getComputedStyle(place).getPropertyValue(`--${name}`).trim();
}

export function draw(place: HTMLElement, chart: Chart, unit: Unit, lang: Lang): void {
  const accent = colour(place, 'accent');
  const quiet = colour(place, 'quiet');
  const line = colour(place, 'line');
  const paper = colour(place, 'paper');
  const marks: Record<Severity, string> = {
    info: colour(place, 'info'),
    warning: colour(place, 'warning'),
    critical: colour(place, 'critical'),
  };
  const show = (value: number | undefined) => figureText(value, unit, lang);
  const factor = drawnIn(Math.max(...chart.points.map((point) => Math.abs(point.value ?? 0))), unit);
  const item = (point: Point) => {
    const fill = point.severity ? marks[point.severity] : accent;
    const size = point.severity ? 10 : point.closed ? 5 : 7;
    // Hollow: the interval is not over.
    const style = point.closed ? { color: fill } : { color: paper, borderColor: fill, borderWidth: 2 };
    return { value: point.value === undefined ? '-' : point.value / factor, symbolSize: size, itemStyle: style };
  };
  const tip = (index: number): string => {
    const point = chart.points[index];
    if (!point) return '';
    const band = point.low !== undefined && point.high !== undefined ? ` [${show(point.low)} – ${show(point.high)}]` : '';
    return `${text(lang, 'labelled', { label: point.label, value: show(point.value) })}${band}${point.closed ? '' : text(lang, 'open')}`;
  };
  const labels = chart.points.map((point) => point.label);
  const values = {
    type: 'value' as const,
    scale: chart.kind === 'line',
    // No axis needs 102 %.
    max: ({ max }: { max: number }) => (unit === 'fraction' && max > 0.9 && max <= 1 ? 1 : null),
    axisLabel: { color: quiet, formatter: (value: number) => show(value * factor) },
    splitLine: { lineStyle: { color: line } },
  };
  const names = {
    type: 'category' as const,
    data: labels,
    axisLabel: { color: quiet, formatter: tickText, hideOverlap: true },
    axisTick: { show: false },
    axisLine: { lineStyle: { color: line } },
  };
  const data = chart.points.map(item);
  const option: Option = {
    animation: false,
    // By its name: labels are measured, and left out where they would touch.
    textStyle: { fontFamily: getComputedStyle(place).fontFamily },
    grid: { left: 8, right: 24, top: 16, bottom: 8, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    tooltip: {
      trigger: 'axis',
      renderMode: 'richText',
      formatter: (shown) => {
        const first = Array.isArray(shown) ? shown[0] : shown;
        return first ? tip(first.dataIndex) : '';
      },
    },
    ...(chart.kind === 'line'
      ? { xAxis: names, yAxis: values, series: [{ type: 'line', data, symbol: 'circle', lineStyle: { color: accent, width: 2 } }] }
      : { xAxis: values, yAxis: { ...names, inverse: true }, series: [{ type: 'bar', data, barMaxWidth: 18 }] }),
  };
  const drawn = init(place, null, { renderer: 'svg' });
  drawn.setOption(option);
  const resize = new ResizeObserver(() => {
    // The page was drawn again without this place.
    if (!place.isConnected) {
      resize.disconnect();
      drawn.dispose();
    } else {
      drawn.resize();
    }
  });
  resize.observe(place);
}
