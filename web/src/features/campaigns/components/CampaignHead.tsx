import { Ellipsis, FileDown, TestTube } from "lucide-react";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useActions } from "@/shared/actions";
import { useMay } from "@/shared/api";
import { lazily } from "@/shared/code";
import { Button, Crumb, IconButton, type Item, Menu, PageHead, toast } from "@/shared/ui";
import { type Campaign, exportRecipients, type FileForm } from "../api";
import { type PeopleView, possible, type Status } from "../model";
import { useDoings } from "../useDoings";
import { Badges } from "./Badges";
import { useWhen } from "./CampaignRow";

const Asked = lazily(() => import("./Asked"), "Asked");
const TestDialog = lazily(() => import("./TestDialog"), "TestDialog");
/** In sight; the rest is in the menu. */
const FIRST = ["start", "resume", "pause"];

/** What it is, how it stands and what can be done about it. */
export function CampaignHead({ campaign, view }: { campaign: Campaign; view: PeopleView }) {
  const { t } = useTranslation("campaigns");
  const asked = useDoings(campaign, { leaves: true });
  const when = useWhen(campaign);
  const [testing, setTesting] = useState(false);
  const talks = useMay("write:messages");
  const writes = useMay("write:campaigns");
  const tests = talks && writes && possible(campaign.status as Status).test;
  const take = (form: FileForm) =>
    exportRecipients(campaign.id, view, form, campaign.name)
      .then(() => toast.done(t(($) => $.done.export)))
      .catch(toast.failed);
  const exports = (["csv", "xlsx"] as const).map((id) => ({
    id,
    label: t(($) => $.act[id]),
    run: () => void take(id),
  }));
  const test = {
    id: "test",
    label: t(($) => $.act.test),
    icon: <TestTube aria-hidden />,
    run: () => setTesting(true),
  };
  const first = asked.doings.filter(({ id }) => FIRST.includes(id));
  const shown = asked.doings.find(({ id }) => id === "stop");
  const rest: Item[] = [
    ...(tests ? [test] : []),
    ...asked.doings.filter(({ id }) => !FIRST.includes(id) && id !== "stop"),
  ];
  const group = t(($) => $.title);
  useActions([
    ...[...asked.doings, ...(tests ? [test] : [])].map(({ id, label, run }) => ({
      id: `campaign:${id}`,
      label,
      group,
      run,
    })),
    ...exports.map(({ id, label, run }) => ({
      id: `campaign:${id}`,
      label: `${t(($) => $.act.export)}: ${label}`,
      group,
      run,
    })),
  ]);
  return (
    <>
      <PageHead
        back={<Crumb to="/campaigns">{t(($) => $.title)}</Crumb>}
        title={
          <span className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1.5">
            <span className="min-w-0 break-words">{campaign.name}</span>
            <Badges campaign={campaign} />
          </span>
        }
        about={<span className="tnum">{when}</span>}
        end={
          <>
            <Menu label={t(($) => $.act.export)} items={exports}>
              <Button icon={<FileDown aria-hidden />}>{t(($) => $.act.export)}</Button>
            </Menu>
            {shown && (
              <Button icon={shown.icon} onPress={shown.run}>
                {shown.label}
              </Button>
            )}
            {first.map(({ id, label, icon, run }) => (
              <Button key={id} look="primary" icon={icon} busy={asked.busy} onPress={run}>
                {label}
              </Button>
            ))}
            {rest.length > 0 && (
              <Menu label={t(($) => $.act.more)} items={rest}>
                <IconButton label={t(($) => $.act.more)}>
                  <Ellipsis aria-hidden />
                </IconButton>
              </Menu>
            )}
          </>
        }
      />
      <Suspense>
        {asked.layer && <Asked campaign={campaign} asked={asked} />}
        {testing && <TestDialog campaign={campaign} onClose={() => setTesting(false)} />}
      </Suspense>
    </>
  );
}
