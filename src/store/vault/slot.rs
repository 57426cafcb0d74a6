//! Key slots: what a password opens.

use argon2::{Algorithm, Argon2, Params, Version};
use x25519_dalek::{PublicKey as Point, StaticSecret};
use zeroize::Zeroizing;

use super::key::{self, KEY_BYTES, Key, NONCE_BYTES, PublicKey, Salt, TAG_BYTES};
use crate::store::StoreError;

/// Bytes of an encoded slot; a divisor of a sector, so that none lies in two.
pub(super) const SLOT_BYTES: usize = 256;

const LABEL_BYTES: usize = 16;
const WRAPPED_BYTES: usize = NONCE_BYTES + KEY_BYTES + TAG_BYTES;
const SEALED_BYTES: usize = KEY_BYTES + NONCE_BYTES + KEY_BYTES + TAG_BYTES;
const CHECKSUM_BYTES: usize = 4;

/// What Argon2id costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Strength {
    /// Memory in KiB.
    pub memory: u32,
    /// Passes over it.
    pub passes: u32,
    /// Lanes. More than one only helps where they are filled at once.
    pub lanes: u32,
}

impl Strength {
    /// What new slots cost at least: 64 MiB and three passes (RFC 9106, second choice, one lane because lanes are
    /// filled one after the other here).
    pub const STANDARD: Self = Self { memory: 64 * 1024, passes: 3, lanes: 1 };

    /// The most that a slot may ask for: a damaged or hostile file must not take all memory or run for ever.
    const MOST: Self = Self { memory: 1024 * 1024, passes: 64, lanes: 16 };

    /// The standard with so many passes that it takes about `wanted`, when the standard takes `measured`.
    #[must_use]
    pub fn calibrated(measured: std::time::Duration, wanted: std::time::Duration) -> Self {
        let ratio = wanted.as_millis() / measured.as_millis().max(1);
        let factor = u32::try_from(ratio).unwrap_or(u32::MAX).clamp(1, 8);
        Self { passes: Self::STANDARD.passes.saturating_mul(factor), ..Self::STANDARD }
    }

    fn is_bearable(self) -> bool {
        let Self { memory, passes, lanes } = self;
        memory <= Self::MOST.memory && passes <= Self::MOST.passes && lanes <= Self::MOST.lanes
    }

    fn key(self, secret: &str, salt: &[u8]) -> Result<Key, StoreError> {
        let failed = |error: argon2::Error| StoreError::Encoding(error.to_string());
        let params = Params::new(self.memory, self.passes, self.lanes, Some(KEY_BYTES)).map_err(failed)?;
        let mut bytes = Zeroizing::new([0; KEY_BYTES]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(secret.as_bytes(), salt, bytes.as_mut_slice())
            .map_err(failed)?;
        Ok(Key::from_bytes(bytes))
    }
}

/// The name of an account as it is compared: without case, width and surrounding space.
pub fn normal_name(name: &str) -> String {
    let narrow = name.trim().chars().map(|character| match character {
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(u32::from(character).saturating_sub(0xfee0)).unwrap_or(character)
        }
        other => other,
    });
    narrow.flat_map(char::to_lowercase).collect()
}

/// A keyed hash of an account's name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label([u8; LABEL_BYTES]);

impl Label {
    /// The label of an account.
    pub fn of_account(salt: &Salt, name: &str) -> Self {
        Self::hashed(salt, "account", normal_name(name).as_bytes())
    }

    /// The label of the recovery code.
    pub fn of_recovery(salt: &Salt) -> Self {
        Self::hashed(salt, "recovery", &[])
    }

    fn hashed(salt: &Salt, what: &str, name: &[u8]) -> Self {
        let hash = key::hash("chancery slot label", &[salt, what.as_bytes(), name]);
        Self(hash.first_chunk().copied().unwrap_or_default())
    }

    /// As it stands in the file.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Whom a slot is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlotKind {
    /// An account with its password.
    Account,
    /// An account that was reset and opens with a code once, to get a new password.
    OneTime,
    /// The recovery code.
    Recovery,
}

impl SlotKind {
    fn code(self) -> u8 {
        match self {
            Self::Account => 1,
            Self::OneTime => 2,
            Self::Recovery => 3,
        }
    }

    fn of_code(code: u8) -> Option<Self> {
        [Self::Account, Self::OneTime, Self::Recovery].into_iter().find(|kind| kind.code() == code)
    }
}

/// The key pair of an account.
#[derive(Clone)]
pub struct Identity(StaticSecret);

impl Identity {
    /// A new one.
    ///
    /// # Errors
    /// When the operating system has no random numbers.
    pub fn new() -> Result<Self, StoreError> {
        Ok(Self(StaticSecret::from(key::random()?)))
    }

    /// What others seal to.
    pub fn public(&self) -> PublicKey {
        Point::from(&self.0).to_bytes()
    }

    /// Opens a key that was sealed to this identity; `None` when it was sealed to another or is damaged.
    pub fn unseal(&self, context: &[u8], sealed: &[u8]) -> Option<Key> {
        let (sender, body) = sealed.split_first_chunk::<KEY_BYTES>()?;
        let shared = self.0.diffie_hellman(&Point::from(*sender));
        let opened = agreed(shared.as_bytes(), sender, &self.public()).open(context, body)?;
        let mut bytes = Zeroizing::new([0; KEY_BYTES]);
        if opened.len() != KEY_BYTES {
            return None;
        }
        bytes.copy_from_slice(&opened);
        Some(Key::from_bytes(bytes))
    }
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Identity")
    }
}

fn agreed(shared: &[u8; KEY_BYTES], sender: &PublicKey, receiver: &PublicKey) -> Key {
    Key::from_bytes(Zeroizing::new(key::hash("chancery sealed key", &[shared, sender, receiver])))
}

/// Seals a key to a public key: whoever has the private key opens it, nobody else, the sender included.
///
/// # Errors
/// When the operating system has no random numbers.
pub(super) fn seal_key(receiver: &PublicKey, context: &[u8], key: &Key) -> Result<Vec<u8>, StoreError> {
    let sender = StaticSecret::from(key::random()?);
    let public = Point::from(&sender).to_bytes();
    let shared = sender.diffie_hellman(&Point::from(*receiver));
    let mut sealed = public.to_vec();
    sealed.extend_from_slice(&agreed(shared.as_bytes(), &public, receiver).seal(context, key.bytes())?);
    Ok(sealed)
}

/// One way into the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Whom it is for.
    pub kind: SlotKind,
    /// The account.
    pub label: Label,
    /// What trying a password costs.
    pub strength: Strength,
    pub(super) generation: u64,
    salt: [u8; 16],
    /// The private key under the password's key.
    wrapped: [u8; WRAPPED_BYTES],
    /// The data key, sealed to the public key.
    sealed: [u8; SEALED_BYTES],
}

impl Slot {
    /// A slot that opens `data` with a secret.
    ///
    /// # Errors
    /// When the operating system has no random numbers or not enough memory.
    pub fn new(
        kind: SlotKind,
        label: Label,
        strength: Strength,
        secret: &str,
        identity: &Identity,
        data: &Key,
    ) -> Result<Self, StoreError> {
        let mut slot = Self {
            kind,
            label,
            strength,
            generation: 0,
            salt: key::random()?,
            wrapped: [0; WRAPPED_BYTES],
            sealed: [0; SEALED_BYTES],
        };
        let private = Zeroizing::new(identity.0.to_bytes());
        let wrapped = strength.key(secret, &slot.salt)?.seal(&slot.context(), private.as_slice())?;
        slot.wrapped = fixed(&wrapped)?;
        slot.with_data(&identity.public(), data)
    }

    /// The same slot over another data key, for a file that was made anew.
    ///
    /// # Errors
    /// When the operating system has no random numbers.
    pub fn with_data(mut self, public: &PublicKey, data: &Key) -> Result<Self, StoreError> {
        self.sealed = fixed(&seal_key(public, self.label.bytes(), data)?)?;
        Ok(self)
    }

    /// Opens the slot: the identity and the data key; `None` when the secret is another one.
    ///
    /// # Errors
    /// When there is not enough memory for it.
    pub fn open(&self, secret: &str) -> Result<Option<(Identity, Key)>, StoreError> {
        let key = self.strength.key(secret, &self.salt)?;
        let Some(private) = key.open(&self.context(), &self.wrapped) else { return Ok(None) };
        let bytes: Result<[u8; KEY_BYTES], _> = private.as_slice().try_into();
        let Ok(bytes) = bytes else { return Ok(None) };
        let identity = Identity(StaticSecret::from(bytes));
        let data = identity.unseal(self.label.bytes(), &self.sealed);
        let damaged = || StoreError::Damaged("key slot".to_owned());
        Ok(Some((identity, data.ok_or_else(damaged)?)))
    }

    /// Takes as long as opening a slot, and opens nothing: for a name that has none.
    ///
    /// # Errors
    /// When there is not enough memory for it.
    pub fn pretend(strength: Strength, secret: &str) -> Result<(), StoreError> {
        strength.key(secret, &[0; 16]).map(drop)
    }

    /// What the wrapping is bound to, so that nothing of a slot can be changed or moved.
    fn context(&self) -> Vec<u8> {
        let Strength { memory, passes, lanes } = self.strength;
        let mut context = vec![self.kind.code()];
        context.extend_from_slice(self.label.bytes());
        for part in [memory, passes, lanes] {
            context.extend_from_slice(&part.to_le_bytes());
        }
        context
    }

    /// As it stands in the file.
    pub(in crate::store) fn encode(&self) -> [u8; SLOT_BYTES] {
        let mut body = self.generation.to_le_bytes().to_vec();
        body.extend_from_slice(&[self.kind.code(), 0, 0, 0]);
        let Strength { memory, passes, lanes } = self.strength;
        for part in [memory, passes, lanes] {
            body.extend_from_slice(&part.to_le_bytes());
        }
        body.extend_from_slice(self.label.bytes());
        body.extend_from_slice(&self.salt);
        body.extend_from_slice(&self.wrapped);
        body.extend_from_slice(&self.sealed);
        framed(body)
    }

    /// An empty place for a slot.
    pub(super) fn encode_empty(generation: u64) -> [u8; SLOT_BYTES] {
        framed(generation.to_le_bytes().to_vec())
    }

    /// What a place holds; `Err` when it is damaged.
    pub(in crate::store) fn decode(bytes: &[u8]) -> Result<(u64, Option<Self>), StoreError> {
        let damaged = || StoreError::Damaged("key slot".to_owned());
        let (body, sum) = bytes
            .get(..SLOT_BYTES)
            .and_then(|bytes| bytes.split_last_chunk::<CHECKSUM_BYTES>())
            .ok_or_else(damaged)?;
        if crc32fast::hash(body) != u32::from_le_bytes(*sum) {
            return Err(damaged());
        }
        let mut rest = body;
        let generation = u64::from_le_bytes(take(&mut rest).ok_or_else(damaged)?);
        let [code, ..] = take::<4>(&mut rest).ok_or_else(damaged)?;
        if code == 0 {
            return Ok((generation, None));
        }
        let kind = SlotKind::of_code(code).ok_or_else(damaged)?;
        let mut number = || take(&mut rest).map(u32::from_le_bytes).ok_or_else(damaged);
        let strength = Strength { memory: number()?, passes: number()?, lanes: number()? };
        if !strength.is_bearable() {
            return Err(damaged());
        }
        let label = Label(take(&mut rest).ok_or_else(damaged)?);
        let salt = take(&mut rest).ok_or_else(damaged)?;
        let wrapped = take(&mut rest).ok_or_else(damaged)?;
        let sealed = take(&mut rest).ok_or_else(damaged)?;
        Ok((generation, Some(Self { kind, label, strength, generation, salt, wrapped, sealed })))
    }
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (first, left) = rest.split_first_chunk::<N>()?;
    *rest = left;
    Some(*first)
}

fn fixed<const N: usize>(bytes: &[u8]) -> Result<[u8; N], StoreError> {
    bytes.try_into().map_err(|_| StoreError::Encoding("key slot".to_owned()))
}

fn framed(body: Vec<u8>) -> [u8; SLOT_BYTES] {
    let mut bytes = [0; SLOT_BYTES];
    for (to, from) in bytes.iter_mut().zip(body) {
        *to = from;
    }
    if let Some((content, sum)) = bytes.split_last_chunk_mut::<CHECKSUM_BYTES>() {
        *sum = crc32fast::hash(content).to_le_bytes();
    }
    bytes
}

/// Characters of a code: digits and capitals without those that look alike (Crockford's base 32).
const CODE_CHARACTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A random code in groups of four characters of five bits each, to be printed or read out.
///
/// # Errors
/// When the operating system has no random numbers.
pub fn new_code(groups: usize) -> Result<Zeroizing<String>, StoreError> {
    let mut bytes = Zeroizing::new(vec![0; groups.saturating_mul(4)]);
    key::fill_random(&mut bytes)?;
    let mut code = Zeroizing::new(String::with_capacity(groups.saturating_mul(5)));
    for (place, byte) in bytes.iter().enumerate() {
        if place > 0 && place % 4 == 0 {
            code.push('-');
        }
        let character = CODE_CHARACTERS.get(usize::from(byte % 32)).copied().unwrap_or(b'0');
        code.push(char::from(character));
    }
    Ok(code)
}

/// A code as it is compared: without hyphens, spaces and case, and with the characters meant by those that look alike.
pub fn normal_code(typed: &str) -> Zeroizing<String> {
    let meant = typed.chars().filter(char::is_ascii_alphanumeric).map(|character| {
        match character.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        }
    });
    Zeroizing::new(meant.collect())
}
