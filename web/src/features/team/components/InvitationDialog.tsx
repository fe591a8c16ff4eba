import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/i18n/format";
import { invitationLink } from "@/shared/invitation";
import { Button, CopyField, Dialog } from "@/shared/ui";
import type { Invitation } from "../api";

/** A link to hand over, shown this once. */
export function InvitationDialog({ invitation, onClose }: { invitation: Invitation; onClose: () => void }) {
  const { t } = useTranslation("team");
  const format = useFormat();
  return (
    <Dialog
      open
      alert
      onClose={onClose}
      title={t(($) => $.invitation.title)}
      actions={
        <Button size="form" look="primary" onPress={onClose}>
          {t(($) => $.invitation.close)}
        </Button>
      }
    >
      <p className="mb-3">{t(($) => $.invitation.hint, { time: format.dateTime(invitation.expires_at) })}</p>
      <CopyField label={t(($) => $.invitation.link)} value={invitationLink(invitation.token)} />
    </Dialog>
  );
}
