//! What an answer is, what it obliges people to do, and what comes next.

use super::vocabulary::vocabulary;

vocabulary! {
    /// The six answers, exactly one for every question (9.2).
    Outcome {
        Share = "share", "Yes, you can share this";
        MinimumOnly = "minimum_only", "Yes, but only part of it";
        SeekConsent = "seek_consent", "Not yet, ask first";
        CaseJudgement = "case_judgement", "Talk to a person first";
        StopSharing = "stop_sharing", "Stop sharing now";
        Refuse = "refuse", "No";
    }
    /// What must be done with an answer (9.6).
    Duty {
        CeaseFlow = "cease_flow", "Stop the flow";
        CheckNotIdentifiable = "check_not_identifiable", "Check that nobody can be recognised";
        ConsultCaldicottOrProfessionalBody = "consult_caldicott_or_professional_body", "Ask the Caldicott Guardian or your professional body";
        ConsultLineManagerOrLead = "consult_line_manager_or_lead", "Talk to your line manager or the safeguarding lead";
        ExplainReasonAndRoute = "explain_reason_and_route", "Say why, and what else can be done";
        ExplainSar = "explain_sar", "Explain how they can see their own file";
        ExplainWhyWhatWho = "explain_why_what_who_purpose_implications", "Explain why, what, who sees it, what for, and what it means";
        Inform = "inform", "Tell the family";
        InformUnlessUnsafe = "inform_unless_unsafe", "Tell the family, unless that is unsafe";
        Minimise = "minimise", "Share only what is needed";
        OfferObjection = "offer_objection", "Show how they can object";
        OwnProfessionalCode = "own_professional_code", "Check your own professional code";
        ProtectIdentity = "protect_identity", "Leave out names and numbers";
        PurposeLimit = "purpose_limit", "Use it for this purpose only";
        Record = "record", "Write down who, what, why and when";
        RecordRationale = "record_rationale", "Write down your reasons";
        RegisterAgreement = "register_agreement", "Put the agreement in the register";
        Review = "review", "Set a day to look at this again";
        ReviewNow = "review_now", "Ask the family again now";
        Secure = "secure", "Keep it secure";
        SetDeadline = "set_deadline", "Set a deadline";
        SuppressSmallNumbers = "suppress_small_numbers", "Hide small numbers";
        WeighRisks = "weigh_risk_of_sharing_and_not_sharing", "Weigh the risk of sharing and of not sharing";
    }
    /// The one next step after an answer.
    NextStep {
        None = "none", "Nothing more to do";
        AskAgainAtNextContact = "ask_again_at_next_contact", "Ask again when you next meet";
        AskForAuthorisation = "ask_for_authorisation", "Ask a manager to approve your account";
        AssessCapacityMca = "assess_capacity_mca", "Assess whether they can decide this";
        AssessGillick = "assess_gillick", "Judge whether the young person can decide this";
        BestInterests = "best_interests_and_record_judgement", "Decide what is best for the person, and write it down";
        CompleteTraining = "complete_training", "Finish your training";
        ConfirmInWriting = "confirm_in_writing", "Ask them to confirm in writing";
        ConsultAdvisor = "consult_advisor", "Ask for advice";
        ConsultLineManager = "consult_line_manager", "Talk to your line manager";
        ConsultWithoutIdentity = "consult_without_identity", "Talk about it without names";
        CountInTotalOnly = "count_in_total_only", "Count them in the total only";
        DropExtraFields = "drop_extra_fields", "Leave out what is not needed";
        ExplainSar = "explain_sar", "Explain how they can see their own file";
        GetExplicitConsent = "get_explicit_consent", "Ask the family";
        GetExplicitConsentForRest = "get_explicit_consent_for_rest", "Ask the family about the rest";
        GetExplicitConsentUrgently = "get_explicit_consent_urgently", "Ask the family now, with a deadline";
        GetOwnConsent = "get_own_consent", "Ask the person themself";
        GetParentConsent = "get_parent_consent", "Ask a parent or legal carer";
        GiveNotice = "give_notice_and_objection_channel", "Give the privacy notice, and say how to object";
        HolderConfirmsOwnCode = "holder_confirms_own_code", "Check your own professional code";
        OfferSuppressedRelease = "offer_suppressed_release", "Offer figures with small numbers hidden";
        OfferTalkAboutBenefits = "offer_talk_about_benefits", "Offer to talk about what sharing would do";
        OfferUniversalServices = "offer_universal_services", "Offer the services that everybody gets";
        PassConcernToLineManager = "pass_concern_to_line_manager_now", "Tell your line manager now";
        QuarantineAndAskSender = "quarantine_and_ask_sender", "Keep it closed, and ask the sender for proof";
        ReconfirmConsent = "reconfirm_consent", "Ask the family to agree again";
        RecordDisagreementAndConsult = "record_disagreement_and_consult", "Write down that the parents disagree, and get advice";
        RecordJudgement = "record_judgement", "Write down your judgement";
        RecordWhyFamilyNotTold = "record_why_family_not_told", "Write down why the family was not told";
        RedoExplanation = "redo_explanation", "Explain again, then ask";
        RegisterAgreement = "register_agreement", "Put the agreement in the register";
        RemoveAccess = "remove_access", "Take away access";
        RemoveFromFeed = "remove_from_feed", "Take them off the list";
        RenewClearance = "renew_clearance", "Renew your clearance";
        RenewConsent = "renew_consent", "Ask for agreement to the new use";
        RetryContactOrRecordJudgement = "retry_contact_or_record_judgement", "Try again to reach them, or write down your judgement";
        ReviewIfFactsChange = "review_if_facts_change", "Look again if something changes";
        ScheduleReview = "schedule_review", "Set a day to ask again";
        ShowFirstScreenInstead = "show_first_screen_instead", "Use the first screen instead";
        TellFamilyUnlessUnsafe = "tell_family_unless_unsafe", "Tell the family, unless that is unsafe";
        TrimRequest = "trim_request", "Ask for less";
        UseOwnLogin = "use_own_login", "Sign in as yourself";
        UseSecureChannel = "use_secure_channel", "Use a secure channel";
        WidenToCategory = "widen_consent_to_category", "Ask whether this information may go too";
        WidenToPurpose = "widen_consent_to_purpose", "Ask whether it may be used for this";
        WidenToRecipient = "widen_consent_to_recipient", "Ask whether this person may have it";
    }
    /// What may go now under an answer (¶10, 11, 18, 23).
    MayGo {
        Nothing = "nothing", "Nothing yet";
        AsAsked = "as_asked", "What you asked for";
        NeededOnly = "needed_only", "Only what the purpose needs";
        CoveredPart = "covered_part", "Only the part that they agreed to";
        WithoutIdentity = "without_identity", "The facts, without names, addresses or numbers";
        ContactDetailsOnly = "contact_details_only", "Who works with the family and how to reach them, and counts";
        FiguresOnly = "figures_only", "Figures only";
    }
}

impl Outcome {
    /// Whether anything may go now.
    #[must_use]
    pub fn is_yes(self) -> bool {
        matches!(self, Self::Share | Self::MinimumOnly)
    }
}

/// A set of duties, in the order of the vocabulary. Small enough to copy.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct DutySet(u32);

impl DutySet {
    /// Whether the duty is in the set.
    #[must_use]
    pub fn contains(self, duty: Duty) -> bool {
        self.0 & (1 << duty as u32) != 0
    }

    /// The duties, in order of their words.
    pub fn iter(self) -> impl Iterator<Item = Duty> {
        Duty::ALL.iter().copied().filter(move |duty| self.contains(*duty))
    }

    /// Both sets together.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether there is no duty.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl FromIterator<Duty> for DutySet {
    fn from_iter<I: IntoIterator<Item = Duty>>(duties: I) -> Self {
        Self(duties.into_iter().fold(0, |bits, duty| bits | 1 << duty as u32))
    }
}

impl std::fmt::Debug for DutySet {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_set().entries(self.iter().map(Duty::word)).finish()
    }
}
