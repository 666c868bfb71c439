/** The register of complaints as a file for spreadsheets: its figures, then a line each; no telephone. */

import { moment } from "./moment.js";
import { saveTable } from "./statistics_table.js";

const WITH_YEAR = { year: "numeric" };

/**
 * @param {{figures: any, list: any[], t: any}} told figures: of a period; list: the lines shown
 */
export function exportRegister({ figures, list, t }) {
  const { first, last, answered } = figures;
  const counted = (group, of) => of.map(({ name, n }) => [t(`register.${group}.${name}`), n]);
  const head = ["receipt", "kind", "channel", "zone", "state", "at", "due_at", "answered", "assigned"];
  const rows = [
    [t("register.export.period"), first, last],
    [t("register.export.all"), figures.n],
    ...counted("kind", figures.by_kind),
    ...counted("channel", figures.by_channel),
    ...counted("state", figures.by_state),
    ...figures.by_zone.map(({ zone, n }) => [zone ?? t("register.no_zone"), n]),
    [t("register.export.in_time"), answered.in_time, t("register.export.of"), answered.n],
    [t("register.export.overdue"), figures.overdue],
    [],
    head.map((each) => t(`register.export.${each}`)),
    ...list.map((each) => [
      ...[each.receipt, t(`register.kind.${each.kind}`), t(`register.channel.${each.channel}`)],
      ...[each.zone ?? "", t(`register.state.${each.state}`), moment(each.registered_at, t, WITH_YEAR)],
      ...[moment(each.due_at, t, WITH_YEAR), t(`register.export.is.${each.urgency}`), each.assigned ?? t("cases.office")],
    ]),
  ];
  saveTable(rows, `complaints-${first}-${last}.csv`);
}
