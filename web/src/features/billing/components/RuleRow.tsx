import { Eye, Pencil, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/shared/api";
import { useFormat } from "@/shared/i18n/format";
import { IconButton, Switch } from "@/shared/ui";
import type { Rule } from "../api";
import { useWords } from "./words";

type Props = {
  rule: Rule;
  busy: boolean;
  onSwitch: (active: boolean) => void;
  onPreview: () => void;
  onEdit: () => void;
  onRemove: () => void;
};

/** One rule: when it writes, what came of it, what can be done with it. */
export function RuleRow({ rule, busy, onSwitch, onPreview, onEdit, onRemove }: Props) {
  const { t } = useTranslation("billing");
  const words = useWords();
  const may = useMay("write:billing");
  const { name } = rule;
  return (
    <li className="flex flex-wrap items-center gap-x-6 gap-y-3 rounded-card border border-line bg-surface p-4 shadow-e1">
      <div className="min-w-48 flex-1">
        <h2 className="text-base font-semibold text-fg">{words.days(rule.days)}</h2>
        <p className="break-words text-sm text-fg-2">{name}</p>
      </div>
      <Results rule={rule} />
      <div className="ml-auto flex items-center gap-1">
        <Switch
          label={t(($) => $.list.switch, { name })}
          checked={rule.active}
          disabled={!may || busy}
          onChange={onSwitch}
        />
        <IconButton label={t(($) => $.list.preview, { name })} onPress={onPreview} className="ml-2">
          <Eye aria-hidden />
        </IconButton>
        {may && (
          <>
            <IconButton label={t(($) => $.list.edit, { name })} onPress={onEdit}>
              <Pencil aria-hidden />
            </IconButton>
            <IconButton label={t(($) => $.list.remove, { name })} onPress={onRemove}>
              <Trash2 aria-hidden />
            </IconButton>
          </>
        )}
      </div>
    </li>
  );
}

function Results({ rule: { results } }: { rule: Rule }) {
  const { t } = useTranslation("billing");
  const format = useFormat();
  const words = useWords();
  const skipped = words.skipped(results?.skipped ?? {});
  if (!results || (results.sent === 0 && skipped.length === 0))
    return <p className="text-sm text-fg-3">{t(($) => $.list.nothing)}</p>;
  return (
    <div className="tnum flex min-w-56 flex-col gap-0.5 text-sm text-fg-2">
      <p>
        <b className="font-semibold text-fg">
          {t(($) => $.list.sent, { count: results.sent, shown: format.number(results.sent) })}
        </b>
        {results.sent > 0 && (
          <>
            {" · "}
            {t(($) => $.list.paid, {
              shown: format.number(results.paid),
              share: format.percent(results.paid / results.sent, 0),
            })}
          </>
        )}
      </p>
      {skipped.length > 0 && (
        <ul aria-label={t(($) => $.list.skipped)} className="flex flex-wrap gap-x-3 text-xs text-fg-3">
          {skipped.map(({ reason, count, label }) => (
            <li key={reason}>{t(($) => $.list.skippedFor, { shown: format.number(count), reason: label })}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
